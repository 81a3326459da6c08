namespace GlobalTables.RegionNode.Faults.Load;

/// <summary>How many requests of all clients had which end.</summary>
sealed class LoadCounts
{
    int reads;
    int diskFull;

    public int Reads => reads;

    /// <summary>Writes that were refused because the region's disk was full.</summary>
    public int DiskFull => diskFull;

    public void Read() => Interlocked.Increment(ref reads);

    public void FullDisk() => Interlocked.Increment(ref diskFull);
}
