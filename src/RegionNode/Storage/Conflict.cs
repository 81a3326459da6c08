using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>One of the two writes of a conflict.</summary>
sealed record ConflictingWrite
{
    /// <summary>The region that wrote it; for an expiry the one that noticed it.</summary>
    public required string Region { get; init; }

    /// <summary>The log's id.</summary>
    public required long Log { get; init; }

    public required long Sequence { get; init; }

    public required HybridTimestamp Time { get; init; }

    public required RowFlags Flags { get; init; }

    /// <summary>The item as canonical JSON; empty for a tombstone.</summary>
    public required byte[] Json { get; init; }
}

/// <summary>A write that lost against a concurrent one: its writer had not seen the other, nor the other it.</summary>
/// <param name="Position">Ascending in the order of recording, within one region.</param>
/// <param name="RecordedAt">When the two met in this region.</param>
sealed record Conflict(
    long Position, DateTimeOffset RecordedAt, ItemKey Key, ConflictingWrite Loser, ConflictingWrite Winner);

/// <summary>How many writes of one region have lost against concurrent ones of another.</summary>
readonly record struct ConflictCount(string LoserRegion, string WinnerRegion, long Conflicts);

/// <summary>How much of its conflicts a table keeps; the oldest go first.</summary>
sealed record ConflictBounds(TimeSpan Age, long Entries, long Bytes)
{
    public static ConflictBounds Default { get; } = new(
        TimeSpan.FromDays(Limits.ConflictDaysMax), Limits.ConflictEntriesMax, Limits.ConflictBytesMax);
}
