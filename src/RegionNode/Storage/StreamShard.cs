using System.Globalization;

namespace GlobalTables.RegionNode.Storage;

/// <summary>A run of a stream's records. Its number is the upper half of the sequence of each of them.</summary>
sealed record StreamShard
{
    const int NumberShift = 32;

    /// <summary>The shard's number in this volume; never reused, and higher than its parent's.</summary>
    public required long Number { get; init; }

    public required string? ParentId { get; init; }

    /// <summary>Later than its parent's, so that ids sort as shards follow each other.</summary>
    public required long OpenedMs { get; init; }

    /// <summary>The last sequence of a closed shard; null while it is open.</summary>
    public long? Last { get; init; }

    /// <summary>No record up to there is left.</summary>
    public required long Trimmed { get; init; }

    /// <summary>Below the sequence of the first record: no record has it.</summary>
    public long First => FirstOf(Number);

    /// <summary>Above every sequence that the shard can give.</summary>
    public long End => FirstOf(Number + 1);

    public string Id => IdOf(Number, OpenedMs);

    public static long FirstOf(long number) => number << NumberShift;

    /// <summary>The number of the shard that gave a sequence.</summary>
    public static long NumberOf(long sequence) => sequence >> NumberShift;

    public static string IdOf(long number, long openedMs) =>
        string.Create(CultureInfo.InvariantCulture, $"shardId-{openedMs:D20}-{number:x8}");
}
