namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// When tables are compared by themselves: from time to time, one table with one source after the other, and slowly.
/// A pass that was asked for waits for nobody.
/// </summary>
/// <param name="interval">From the end of a pass to the next one; zero for none.</param>
sealed class VerifySchedule(TimeSpan interval)
{
    readonly Lock gate = new();
    object? holder;

    public bool IsDue(TimeSpan? sinceLast) => interval > TimeSpan.Zero && (sinceLast is null || sinceLast >= interval);

    /// <summary>Whether a pass of that one goes on: one at a time does.</summary>
    public bool TryTake(object one)
    {
        lock (gate)
        {
            holder ??= one;
            return holder == one;
        }
    }

    public void Release(object one)
    {
        lock (gate)
        {
            holder = holder == one ? null : holder;
        }
    }
}
