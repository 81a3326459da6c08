using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>One version of one item on its way between regions. Logs are named by their ids.</summary>
sealed record ChangeRecord
{
    public required byte[] Partition { get; init; }

    public required byte[] Sort { get; init; }

    public required HybridTimestamp Time { get; init; }

    public required RowFlags Flags { get; init; }

    public required long Log { get; init; }

    /// <summary>The region that <see cref="Log"/> belongs to.</summary>
    public required string LogRegion { get; init; }

    public required long Sequence { get; init; }

    /// <summary>The write's context by log id; its entry for <see cref="Log"/> is <see cref="Sequence"/>.</summary>
    public required VersionVector Vector { get; init; }

    public required long Checksum { get; init; }

    public required int Size { get; init; }

    /// <summary>The item as canonical JSON; empty for a tombstone.</summary>
    public required byte[] Json { get; init; }

    public ItemVersion Version =>
        new(Time, (Flags & RowFlags.Expiry) != 0 ? "" : LogRegion, Log, Sequence);

    public bool IsTombstone => (Flags & RowFlags.Tombstone) != 0;

    public bool IsIntact => ItemRow.Checksum(Partition, Sort, Flags, Json) == Checksum;
}

/// <param name="Id">The log's id.</param>
/// <param name="Region">The region that writes to it.</param>
readonly record struct LogName(long Id, string Region);

/// <summary>A part of one log's feed, as its region served it from one snapshot.</summary>
sealed record FeedBatch
{
    /// <summary>The id of the log that was read.</summary>
    public required long Log { get; init; }

    /// <summary>The region that served it: the log's own.</summary>
    public required string Region { get; init; }

    /// <summary>The cursor that it was read from.</summary>
    public required long From { get; init; }

    /// <summary>Where to read on.</summary>
    public required long UpTo { get; init; }

    /// <summary>Above every stamp of the log up to <see cref="UpTo"/>; zero where the source does not say.</summary>
    public HybridTimestamp Clock { get; init; }

    /// <summary>
    /// Above every stamp of the reader's own log up to what is covered of it; zero where the source does not say.
    /// </summary>
    public HybridTimestamp ReaderStamp { get; init; }

    /// <summary>Nothing was cut off: <see cref="UpTo"/> is all that the log had, and may be claimed.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The last sequence of the log at that time.</summary>
    public required long Head { get; init; }

    /// <summary>What the serving region could claim at that time, by log id.</summary>
    public required VersionVector Covered { get; init; }

    public required IReadOnlyList<ChangeRecord> Records { get; init; }

    /// <summary>Every log that the records or their contexts name.</summary>
    public required IReadOnlyList<LogName> Logs { get; init; }

    /// <summary>
    /// The key of the row after <see cref="UpTo"/>, where that row is damaged and so is not served. Not told to
    /// readers.
    /// </summary>
    public ItemKey? Damaged { get; init; }
}

/// <summary>A part of what one region has and another lacks, in key order, from one snapshot.</summary>
sealed record DifferenceChunk
{
    public required IReadOnlyList<ChangeRecord> Records { get; init; }

    /// <summary>Every log that the records, their contexts or <see cref="Covered"/> name.</summary>
    public required IReadOnlyList<LogName> Logs { get; init; }

    /// <summary>What the serving region could let claim when this chunk was read, by log id.</summary>
    public required VersionVector Covered { get; init; }

    /// <summary>
    /// A row that the reader lacks is damaged, and not among the records: the difference lets claim nothing, and is to
    /// be taken again.
    /// </summary>
    public bool LeavesOut { get; init; }

    /// <summary>Above every stamp of each log up to what is covered of it, by log id.</summary>
    public VersionVector Stamps { get; init; } = VersionVector.Empty;

    /// <summary>The highest stamp of a tombstone that was collected in the group, as the source knows it.</summary>
    public HybridTimestamp Collected { get; init; }

    /// <summary>The last key looked at: where the next chunk begins. Null after the last.</summary>
    public required ItemKey? Next { get; init; }
}
