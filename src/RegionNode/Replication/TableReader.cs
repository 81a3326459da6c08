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
    long claimed;
    long ownSeen;
    (long SentAt, long Head)? toProve;
    long? differenceAt;
    TimeSpan differenceAgain = ReplicationTimes.DifferenceAgain;

    public LagMeter Lag { get; } = new(time);

    /// <summary>What was asked last and not refused; null when the table is to be asked for.</summary>
    public ReaderMessage.Ask? Ask { get; private set; }

    /// <summary>Where the feed has been read to.</summary>
    public long Cursor { get; private set; }

    /// <summary>The last sequence of the source's log, as last heard.</summary>
    public long Head { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>What the last chunk of the present difference lets claim.</summary>
    public DifferenceClaim? Claim { get; private set; }

    /// <summary>
    /// What the source could claim when the present difference began, if that was before the present ask.
    /// </summary>
    public VersionVector? BegunWith { get; private set; }

    /// <summary>The epoch that the present difference reconciles; 0 for none.</summary>
    public long Reconciles { get; private set; }

    /// <summary>What the source was last heard to cover, by log id.</summary>
    public VersionVector SourceCovered { get; private set; } = VersionVector.Empty;

    /// <summary>What the source was last told of what is covered here.</summary>
    public VersionVector? Told { get; set; }

    public (TableState State, int? Percent)? Reported { get; set; }

    /// <summary>
    /// All that the source is known to have is here: read, and, where records of it wait for their time, applied.
    /// </summary>
    public bool IsComplete => Ask?.From is not null && Cursor >= Head && claimed >= Head;

    public bool MayAsk =>
        LastError is null || time.GetElapsedTime(refusedAt) >= ReplicationTimes.AskAgain;

    public bool MayTakeDifference =>
        differenceAt is not { } at || time.GetElapsedTime(at) >= differenceAgain;

    /// <param name="ask">What was sent.</param>
    /// <param name="reconciles">The epoch that the difference counts for; 0 for none.</param>
    /// <param name="begunWith">What the source could claim when a difference began that is gone on with.</param>
    public void Asked(ReaderMessage.Ask ask, long reconciles, VersionVector? begunWith = null)
    {
        BegunWith = begunWith;
        // What a log had that is no longer read would keep this region from ever being complete.
        var isSameLog = readLog == ask.SourceLog;
        Head = isSameLog ? Head : 0;
        claimed = isSameLog ? claimed : 0;
        toProve = isSameLog ? toProve : null;
        SourceCovered = isSameLog ? SourceCovered : VersionVector.Empty;
        readLog = ask.SourceLog;
        ownSeen = 0;
        Ask = ask;
        Claim = null;
        Reconciles = reconciles;
        Told = ask.Covered;
        if (ask.From is { } from)
        {
            Cursor = from;
        }
        else
        {
            differenceAt = time.GetTimestamp();
        }
    }

    /// <summary>One more chunk has come: what the last may let claim, as far as is known with it.</summary>
    public DifferenceClaim Read(DifferenceChunk chunk)
    {
        // A source lets claim less where it has left out a damaged row.
        var first = Claim?.Covered ?? BegunWith ?? chunk.Covered;
        return Claim = new(
            first.Meet(chunk.Covered), chunk.Logs, Claim?.Stamps ?? chunk.Stamps, chunk.Collected)
        {
            LeavesOut = chunk.LeavesOut || Claim is { LeavesOut: true },
        };
    }

    /// <summary>The difference is here; the feed is to be read on.</summary>
    public void DifferenceDone()
    {
        differenceAgain = Claim is { LeavesOut: true }
            ? ReplicationTimes.DifferenceAfterDamage
            : ReplicationTimes.DifferenceAgain;
        Ask = null;
        LastError = null;
        differenceAt = time.GetTimestamp();
    }

    public void Read(FeedBatch feed)
    {
        Cursor = feed.UpTo;
        Head = Math.Max(Head, feed.Head);
        LastError = null;
    }

    /// <summary>
    /// Whether the source has more of this region's own log than was heard under the present ask: what it has is held
    /// against the log then, once.
    /// </summary>
    public bool IsNewsOfOwn(long seen)
    {
        var isNews = seen > ownSeen;
        ownSeen = Math.Max(ownSeen, seen);
        return isNews;
    }

    /// <summary>How far the source's log is covered here.</summary>
    public void Claims(long sequence)
    {
        claimed = sequence;
        if (toProve is { } proof && claimed >= proof.Head)
        {
            Lag.Proven(proof.SentAt);
            toProve = null;
        }
    }

    /// <summary>A probe came back with the head that the source's log had by then, which is not here yet.</summary>
    public void ToProve(long sentAt) => toProve ??= (sentAt, Head);

    public void Heard(long head) => Head = Math.Max(Head, head);

    public void Heard(VersionVector sourceCovered) => SourceCovered = SourceCovered.Join(sourceCovered);

    /// <summary>The ask has failed; it is made again after a while.</summary>
    public void Failed(string reason)
    {
        Ask = null;
        LastError = reason;
        refusedAt = time.GetTimestamp();
    }

    /// <summary>The stream has broken: what was asked is void.</summary>
    public void Disconnected() => Ask = null;

    public SourceProgress Progress(bool isConnected, bool isFilling, string? connectionError)
    {
        var state = !isConnected ? ReaderState.Disconnected
            : isFilling ? ReaderState.Bootstrapping
            : IsComplete ? ReaderState.Streaming
            : ReaderState.CatchingUp;
        return new(state, Lag.LagMs(), Math.Max(0, Head - Cursor), isConnected ? LastError : connectionError);
    }
}
