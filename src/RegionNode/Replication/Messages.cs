using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>What a reader, the region that pulls, says to a source. Tables are named by their group.</summary>
abstract record ReaderMessage
{
    ReaderMessage()
    {
    }

    /// <summary>
    /// Wants a table's changes from here on, in place of what it asked for before. The source sends batches as
    /// there is something to send, at most <paramref name="Window"/> of them ahead of the reader's
    /// acknowledgements.
    /// </summary>
    /// <param name="AskId">Returned with every answer, so that answers to an earlier ask can be told apart.</param>
    /// <param name="SourceLog">The log that the reader takes for the source's present one.</param>
    /// <param name="ReaderLog">The reader's own present log.</param>
    /// <param name="From">The reader's cursor; null asks for a difference in place of the feed.</param>
    /// <param name="Covered">What the reader may claim, by log id.</param>
    internal sealed record Ask(
        string GroupId, long AskId, long SourceLog, long ReaderLog, long? From, VersionVector Covered, int Window)
        : ReaderMessage
    {
        /// <summary>For a difference that goes on after a break: the last key that is with the reader.</summary>
        public ItemKey? After { get; init; }

        /// <summary>No stamp of the source's log up to <see cref="From"/> is above it; zero where not known.</summary>
        public HybridTimestamp FromStamp { get; init; }
    }

    /// <summary>One batch or chunk is durable at the reader.</summary>
    internal sealed record Acknowledge(string GroupId, long AskId, VersionVector Covered) : ReaderMessage;

    /// <summary>What the reader may claim by now, by log id: of whatever log, from wherever it came.</summary>
    internal sealed record Covers(string GroupId, VersionVector Covered) : ReaderMessage;

    /// <summary>Holds the reader's digests of a span of keys against the source's rows.</summary>
    /// <param name="CompareId">Returned with the answer; one at a time for each table.</param>
    /// <param name="After">The last key before the span; null for the first.</param>
    internal sealed record Compare(
        string GroupId, long CompareId, long SourceLog, long ReaderLog, ItemKey? After,
        IReadOnlyList<RangeDigest> Ranges) : ReaderMessage;

    /// <summary>Wants the source's present versions of these keys.</summary>
    internal sealed record Fetch(
        string GroupId, long CompareId, long SourceLog, long ReaderLog, IReadOnlyList<ItemKey> Keys) : ReaderMessage;

    /// <summary>How the reader's own copy of a table is doing.</summary>
    internal sealed record Report(string GroupId, TableState State, int? ProgressPercent) : ReaderMessage;

    /// <summary>Comes back with the next heartbeat.</summary>
    /// <param name="SentAt">The reader's monotonic time; nobody else reads it.</param>
    internal sealed record Probe(long SentAt) : ReaderMessage;
}

/// <summary>What a source says to a reader.</summary>
abstract record SourceMessage
{
    SourceMessage()
    {
    }

    /// <param name="Age">How long the oldest record has waited at the source since its commit.</param>
    internal sealed record Batch(string GroupId, long AskId, FeedBatch Feed, TimeSpan Age) : SourceMessage;

    internal sealed record Chunk(string GroupId, long AskId, DifferenceChunk Difference) : SourceMessage;

    /// <summary>The source's rows of those ranges that are not the same there.</summary>
    internal sealed record Compared(string GroupId, long CompareId, SpanDifference Difference) : SourceMessage;

    internal sealed record Fetched(string GroupId, long CompareId, RowsByKey Rows) : SourceMessage;

    /// <summary>The source will not serve that ask, or that comparison; the reader may ask again later.</summary>
    /// <param name="Required">
    /// What the reader is known to have covered, where it asks as if it had not; null where that is not why.
    /// </param>
    internal sealed record Refusal(string GroupId, long AskId, string Reason, VersionVector? Required = null)
        : SourceMessage;

    /// <summary>Sent every second, whatever else is.</summary>
    /// <param name="ProbeSentAt">Of the last probe received; null before the first.</param>
    /// <param name="ProbeHeld">How long the source has had it.</param>
    /// <param name="Heads">How far each table is that is being read.</param>
    /// <param name="WallTime">The source's wall clock; null where it does not tell it.</param>
    internal sealed record Heartbeat(
        long? ProbeSentAt, TimeSpan ProbeHeld, IReadOnlyList<SourceHead> Heads, DateTimeOffset? WallTime = null)
        : SourceMessage;
}

/// <summary>How far a source is with one table.</summary>
/// <param name="Head">The last sequence of its log.</param>
/// <param name="Covered">What it may claim, by log id; null while that is what it said last.</param>
sealed record SourceHead(string GroupId, long Head, VersionVector? Covered);
