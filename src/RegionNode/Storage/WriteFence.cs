namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Whether this region takes its clients' writes at all. Closed by whoever finds that it should not; the single writer
/// asks it before each write. What comes from other regions never meets it.
/// </summary>
sealed class WriteFence
{
    volatile string? reason;

    /// <summary>Why no writes are taken, and what to do; null while they are.</summary>
    public string? Reason => reason;

    public void Close(string why) => reason = why;

    public void Open() => reason = null;
}
