using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

enum ReaderState
{
    Disconnected,
    Bootstrapping,
    CatchingUp,
    Streaming,
}

/// <summary>How this region is doing with what one other region writes to one table.</summary>
sealed record SourceProgress(ReaderState State, long? LagMs, long PendingRecords, string? LastError);

/// <summary>One table as it is read from one source: the present ask, and how far it is.</summary>
sealed class TableReader(TimeProvider time)
{
    long refusedAt;
    long? readLog;

    public LagMeter Lag { get; } = new(time);

    /// <summary>What was asked last and not refused; null when the table is to be asked for.</summary>
    public ReaderMessage.Ask? Ask { get; private set; }

    /// <summary>Where the feed has been read to.</summary>
    public long Cursor { get; private set; }

    /// <summary>The last sequence of the source's log, as last heard.</summary>
    public long Head { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>
    /// What the source of a difference could claim at the first chunk: what the last chunk lets claim.
    /// </summary>
    public (VersionVector Covered, IReadOnlyList<LogName> Logs)? FirstChunk { get; set; }

    public (TableState State, int? Percent)? Reported { get; set; }

    public bool IsComplete => Ask?.From is not null && Cursor >= Head;

    public bool MayAsk =>
        LastError is null || time.GetElapsedTime(refusedAt) >= ReplicationTimes.AskAgain;

    public void Asked(ReaderMessage.Ask ask)
    {
        // The head of a log that is no longer read would keep this region from ever being complete.
        Head = readLog == ask.SourceLog ? Head : 0;
        readLog = ask.SourceLog;
        Ask = ask;
        FirstChunk = null;
        Cursor = ask.From ?? 0;
    }

    public void Read(FeedBatch feed)
    {
        Cursor = feed.UpTo;
        Head = Math.Max(Head, feed.Head);
        LastError = null;
    }

    public void Heard(long head) => Head = Math.Max(Head, head);

    /// <summary>The ask has failed; it is made again after a while.</summary>
    public void Failed(string reason)
    {
        Ask = null;
        LastError = reason;
        refusedAt = time.GetTimestamp();
    }

    /// <summary>The stream has broken: what was asked is void.</summary>
    public void Disconnected() => Ask = null;

    public SourceProgress Progress(bool isConnected, string? connectionError)
    {
        var state = !isConnected ? ReaderState.Disconnected
            : Ask is null or { From: null } ? ReaderState.Bootstrapping
            : IsComplete ? ReaderState.Streaming
            : ReaderState.CatchingUp;
        return new(state, Lag.LagMs(), Math.Max(0, Head - Cursor), isConnected ? LastError : connectionError);
    }
}
