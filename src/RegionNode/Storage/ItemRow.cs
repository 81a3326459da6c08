using System.IO.Hashing;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

[Flags]
enum RowFlags
{
    None = 0,

    /// <summary>The item is deleted; the row says so to the other regions.</summary>
    Tombstone = 1,

    /// <summary>Deleted because its time to live ran out: a write of no region, which loses every tie.</summary>
    Expiry = 2,
}

/// <summary>The versioned part of a stored item or tombstone: all but the item itself.</summary>
readonly record struct ItemRow
{
    public required long Id { get; init; }

    public required HybridTimestamp Time { get; init; }

    public required RowFlags Flags { get; init; }

    /// <summary>The log's local number.</summary>
    public required long Log { get; init; }

    public required long Sequence { get; init; }

    /// <summary>The own sequence that this foreign version took the place of; null where there is none.</summary>
    public required long? Mine { get; init; }

    /// <summary>
    /// The write's context, by log number; its entry for <see cref="Log"/> is <see cref="Sequence"/>.
    /// </summary>
    public required VersionVector Vector { get; init; }

    /// <summary>The join of the contexts of every version of this key that came here, winners and losers.</summary>
    public required VersionVector Know { get; init; }

    /// <summary>DynamoDB's size of the item; 0 for a tombstone.</summary>
    public required int Size { get; init; }

    public bool IsTombstone => (Flags & RowFlags.Tombstone) != 0;

    /// <summary>
    /// Over the key, the item and whether it is deleted: equal content, equal checksum, in every region.
    /// </summary>
    public static long Checksum(
        ReadOnlySpan<byte> partition, ReadOnlySpan<byte> sort, RowFlags flags, ReadOnlySpan<byte> json)
    {
        var hash = new XxHash3();
        Span<byte> head = stackalloc byte[9];
        BitConverter.TryWriteBytes(head, partition.Length);
        BitConverter.TryWriteBytes(head[4..], sort.Length);
        head[8] = (byte)flags;
        hash.Append(head);
        hash.Append(partition);
        hash.Append(sort);
        hash.Append(json);
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
