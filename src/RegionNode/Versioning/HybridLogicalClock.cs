namespace GlobalTables.RegionNode.Versioning;

/// <summary>
/// Stamps writes. A stamp lies above the wall clock, above every stamp given or seen before, and above the
/// version that it replaces, so that a write can never lose to what its region had read, however wrong the wall
/// clock is. The single writer owns it: it is not safe for several threads. Its latest value is part of every
/// commit, so that it never goes back over a restart.
/// </summary>
sealed class HybridLogicalClock(TimeProvider time, HybridTimestamp latest)
{
    public HybridTimestamp Latest { get; private set; } = latest;

    /// <summary>The wall clock now, in Unix milliseconds; it may go back.</summary>
    public long WallMilliseconds => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The stamp of a write that replaces a version of that time (zero where it replaces nothing).</summary>
    public HybridTimestamp Stamp(HybridTimestamp replaced)
    {
        var wall = HybridTimestamp.At(WallMilliseconds);
        Latest = HybridTimestamp.Max(wall, HybridTimestamp.Max(Latest.Next, replaced.Next));
        return Latest;
    }

    /// <summary>Learns a stamp that was applied here, so that the next own one lies above it.</summary>
    public void Observe(HybridTimestamp seen) => Latest = HybridTimestamp.Max(Latest, seen);

    /// <summary>The highest stamp that may be taken in now, where clocks may differ by so much.</summary>
    public HybridTimestamp Horizon(TimeSpan maxOffset) =>
        HybridTimestamp.At((time.GetUtcNow() + maxOffset).ToUnixTimeMilliseconds()).Last;

    /// <summary>Goes back to what was committed last, after a commit that failed.</summary>
    public void Restore(HybridTimestamp committed) => Latest = committed;
}
