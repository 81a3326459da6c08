using System.Buffers.Binary;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Sees one entry of an index with its item; answers whether to go on. The span is valid during the call only.
/// </summary>
/// <param name="size">Of what the index has of the item.</param>
/// <param name="itemSize">Of the whole item.</param>
delegate bool IndexVisitor(ReadOnlySpan<byte> json, int size, int itemSize);

/// <summary>One entry: its key in the index, and the item's key, by which equal ones are told apart.</summary>
readonly record struct IndexPosition(byte[] Partition, byte[] Sort, ItemKey Item);

/// <summary>Reads of indexes, each from one snapshot of what is durable.</summary>
sealed class IndexStore(Database database)
{
    // An entry whose row the disk has lost is not seen, nor taken for that of a row which has its id now.
    const string Select = """
        SELECT entry.partition, item.json, entry.size, item.size
        FROM index_entry AS entry CROSS JOIN item
            ON item.id = entry.item AND item.partition = entry.item_partition AND item.sort = entry.item_sort
        WHERE entry.index_number = ?
        """;

    const string Tuple = "(entry.sort, entry.item_partition, entry.item_sort)";

    const string SelectSegment = $"""
        {Select} AND (entry.partition, entry.sort, entry.item_partition, entry.item_sort) > (?, ?, ?, ?)
        ORDER BY entry.partition, entry.sort, entry.item_partition, entry.item_sort
        """;

    const string SelectCounts = "SELECT items, bytes FROM table_index WHERE number = ?";

    const int Inclusive = 1;
    const int AtEntry = 2;

    // By direction and kind of bounds: SQLite plans each of them as a walk along the key.
    static readonly string[] RangeStatements = [.. from order in new[] { "ASC", "DESC" }
        from lower in new[] { "entry.sort > ?", "entry.sort >= ?", $"{Tuple} > (?, ?, ?)" }
        from upper in new[] { "", " AND entry.sort < ?", " AND entry.sort <= ?", $" AND {Tuple} < (?, ?, ?)" }
        select $"{Select} AND entry.partition = ? AND {lower}{upper} "
            + $"ORDER BY entry.sort {order}, entry.item_partition {order}, entry.item_sort {order}"];

    /// <summary>The entries of an index and their bytes.</summary>
    public TableSize SizeOf(TableIndex index)
    {
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectCounts).Bind(index.Number);
        var size = select.Step() ? new TableSize(select.Int64(0), select.Int64(1)) : default;
        select.Reset();
        return size;
    }

    /// <summary>Visits the entries of one partition key in the order of their sort keys.</summary>
    /// <param name="after">The entry that the last page ended with; it is within the range.</param>
    public void Query(
        TableIndex index, byte[] partition, in SortRange range, IndexPosition? after, bool forward, IndexVisitor visit)
    {
        var lower = after is not null && forward ? AtEntry : range.From is null || range.IncludesFrom ? Inclusive : 0;
        var upper = after is not null && !forward ? 3 : range.To is null ? 0 : range.IncludesTo ? 2 : 1;
        using var lease = database.Read();
        var select = lease.Session.Prepare(RangeStatements[((forward ? 0 : 3) + lower) * 4 + upper])
            .Bind(index.Number)
            .Bind(partition);
        if (lower == AtEntry)
        {
            Bind(select, after!.Value);
        }
        else
        {
            select.Bind(range.From ?? []);
        }

        if (upper == 3)
        {
            Bind(select, after!.Value);
        }
        else if (range.To is { } to)
        {
            select.Bind(to);
        }

        Visit(select, end: uint.MaxValue, visit);
    }

    /// <summary>Visits all entries, or one segment of them, after one where it is given.</summary>
    public void Scan(TableIndex index, IndexPosition? after, int segment, int totalSegments, IndexVisitor visit)
    {
        Span<byte> begin = stackalloc byte[KeyEncoding.HashBytes];
        BinaryPrimitives.WriteUInt32BigEndian(begin, ItemStore.SegmentBegin(segment, totalSegments));
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectSegment).Bind(index.Number);
        if (after is { } entry && entry.Partition.AsSpan().SequenceCompareTo(begin) >= 0)
        {
            select.Bind(entry.Partition);
            Bind(select, entry);
        }
        else
        {
            select.Bind(begin).Bind([]).Bind([]).Bind([]);
        }

        Visit(select, ItemStore.SegmentBegin(segment + 1, totalSegments), visit);
    }

    static void Bind(Statement select, in IndexPosition entry) =>
        select.Bind(entry.Sort).Bind(entry.Item.Partition).Bind(entry.Item.Sort);

    static void Visit(Statement select, uint end, IndexVisitor visit)
    {
        try
        {
            while (select.Step())
            {
                var isPastSegment =
                    end != uint.MaxValue && BinaryPrimitives.ReadUInt32BigEndian(select.Bytes(0)) >= end;
                if (isPastSegment || !visit(select.Bytes(1), select.Int32(2), select.Int32(3)))
                {
                    return;
                }
            }
        }
        finally
        {
            // A statement left in the middle would hold its snapshot, and with it the write-ahead log.
            select.Reset();
        }
    }
}
