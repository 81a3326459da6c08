using System.Buffers;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>Sees one live item of a page; answers whether to go on. The spans are valid during the call only.</summary>
delegate bool ItemVisitor(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> sort, ReadOnlySpan<byte> json, int size);

/// <summary>Bounds on encoded sort keys. A null bound is open.</summary>
readonly record struct SortRange(byte[]? From, bool IncludesFrom, byte[]? To, bool IncludesTo);

/// <summary>Reads of live items, each from one snapshot of what is durable.</summary>
sealed class ItemStore
{
    /// <summary>Copies the item's canonical JSON; false when there is none, and then nothing was written.</summary>
    public bool TryGet(TableEntry table, in ItemKey key, IBufferWriter<byte> into, out int size) =>
        throw new NotImplementedException();

    /// <summary>Visits the items of one partition key in the order of their sort keys.</summary>
    public void Query(
        TableEntry table, byte[] partition, in SortRange range, bool forward, ItemVisitor visit) =>
        throw new NotImplementedException();

    /// <summary>Visits all items, or one segment of them, in key order, after a key where one is given.</summary>
    /// <param name="segment">From 0 to <paramref name="totalSegments"/> - 1; 0 of 1 is the whole table.</param>
    public void Scan(TableEntry table, ItemKey? after, int segment, int totalSegments, ItemVisitor visit) =>
        throw new NotImplementedException();
}
