namespace GlobalTables.Operator.Kubernetes;

/// <summary>How long to wait after a row of failures: doubling, by chance so that not all come at once.</summary>
sealed class Backoff(TimeSpan least, TimeSpan most, Chance chance)
{
    int failures;

    public void Reset() => failures = 0;

    /// <summary>Between the half and the whole of the doubled time, within the bounds.</summary>
    public TimeSpan Next()
    {
        var whole = least * Math.Pow(2, Math.Min(failures++, 30));
        whole = whole < most ? whole : most;
        var half = whole / 2;
        return chance.Between(half > least ? half : least, whole);
    }
}
