namespace GlobalTables.Operator.Tables;

/// <summary>
/// Figures as the status shows them: rounded up to 1, 2, 5, 10, 20, 50, ..., so that an object is not written for
/// every small change.
/// </summary>
static class RoundedUp
{
    public static long Of(long value)
    {
        if (value <= 0)
        {
            return 0;
        }

        for (long power = 1; ; power *= 10)
        {
            foreach (var step in (ReadOnlySpan<int>)[1, 2, 5])
            {
                if (value <= power * step)
                {
                    return power * step;
                }
            }

            if (power > long.MaxValue / 50)
            {
                return value;
            }
        }
    }
}
