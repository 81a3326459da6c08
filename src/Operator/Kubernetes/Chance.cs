namespace GlobalTables.Operator.Kubernetes;

/// <summary>A source of chance that several threads can share.</summary>
sealed class Chance(Random random)
{
    readonly Lock gate = new();

    /// <summary>Somewhere between the two.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most)
    {
        lock (gate)
        {
            return least + (most - least) * random.NextDouble();
        }
    }

    public string Hex(int bytes)
    {
        var some = new byte[bytes];
        lock (gate)
        {
            random.NextBytes(some);
        }

        return Convert.ToHexStringLower(some);
    }
}
