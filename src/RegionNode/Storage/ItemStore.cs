using System.Buffers;
using System.Buffers.Binary;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>Sees one live item of a page; answers whether to go on. The spans are valid during the call only.</summary>
delegate bool ItemVisitor(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> sort, ReadOnlySpan<byte> json, int size);

/// <summary>Bounds on encoded sort keys. A null bound is open.</summary>
readonly record struct SortRange(byte[]? From, bool IncludesFrom, byte[]? To, bool IncludesTo);

/// <summary>Live items of a table and their bytes, as DynamoDB counts bytes.</summary>
readonly record struct TableSize(long Items, long Bytes);

/// <summary>Reads of live items, each from one snapshot of what is durable.</summary>
sealed class ItemStore(Database database)
{
    const string SelectOne =
        "SELECT json, size FROM item WHERE table_number = ? AND partition = ? AND sort = ?";

    const string SelectCounts = "SELECT items, bytes FROM catalog WHERE number = ?";

    const string SelectCollection =
        "SELECT coalesce(sum(size), 0) FROM item WHERE table_number = ? AND partition = ?";

    const string SelectEntries =
        "SELECT coalesce(sum(size), 0) FROM index_entry WHERE index_number = ? AND partition = ?";

    const string SelectRange = """
        SELECT partition, sort, json, size
        FROM item WHERE table_number = ? AND partition = ? AND json IS NOT NULL AND sort
        """;

    const string SelectSegment = """
        SELECT partition, sort, json, size
        FROM item WHERE table_number = ? AND (partition, sort) > (?, ?) AND json IS NOT NULL
        ORDER BY partition, sort
        """;

    // By direction and kind of bounds: SQLite plans each of them as a walk along the key's index.
    static readonly string[] RangeStatements = [.. from order in new[] { "ASC", "DESC" }
        from lower in new[] { ">", ">=" }
        from upper in new[] { "", " AND sort < ?", " AND sort <= ?" }
        select $"{SelectRange} {lower} ?{upper} ORDER BY sort {order}"];

    /// <summary>Copies the item's canonical JSON; false when there is none, and then nothing was written.</summary>
    public bool TryGet(TableEntry table, in ItemKey key, IBufferWriter<byte> into, out int size)
    {
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectOne).Bind(table.Number).Bind(key.Partition).Bind(key.Sort);
        size = 0;
        if (!select.Step())
        {
            return false;
        }

        var json = select.Bytes(0);
        size = select.Int32(1);
        into.Write(json);
        var isLive = !json.IsEmpty;
        select.Reset();
        return isLive;
    }

    /// <summary>Reads several items as of one moment; null for each that is not there.</summary>
    /// <param name="wanted">Tables and keys.</param>
    /// <param name="bytesMax">Of all items together.</param>
    /// <returns>Null when the items are larger than that.</returns>
    public IReadOnlyList<StoredItem?>? TryGetAll(
        IReadOnlyList<(TableEntry Table, ItemKey Key)> wanted, long bytesMax) =>
        database.InSnapshot(session =>
        {
            var items = new StoredItem?[wanted.Count];
            for (var i = 0; i < items.Length; i++)
            {
                var (table, key) = wanted[i];
                items[i] = Find(session, table, key);
                bytesMax -= items[i]?.Size ?? 0;
                if (bytesMax < 0)
                {
                    return null;
                }
            }

            return items;
        });

    /// <summary>Reads of indexes.</summary>
    public IndexStore Indexes { get; } = new(database);

    public TableSize SizeOf(TableEntry table)
    {
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectCounts).Bind(table.Number);
        var size = select.Step() ? new TableSize(select.Int64(0), select.Int64(1)) : default;
        select.Reset();
        return size;
    }

    /// <summary>The bytes of the items of one partition key, with their entries in local indexes.</summary>
    public long CollectionBytes(TableEntry table, byte[] partition) => database.InSnapshot(session =>
    {
        var items = session.Prepare(SelectCollection).Bind(table.Number).Bind(partition);
        var bytes = items.Step() ? items.Int64(0) : 0;
        items.Reset();
        foreach (var index in table.Indexes.Where(index => index.Definition.Kind == IndexKind.Local))
        {
            var entries = session.Prepare(SelectEntries).Bind(index.Number).Bind(partition);
            bytes += entries.Step() ? entries.Int64(0) : 0;
            entries.Reset();
        }

        return bytes;
    });

    /// <summary>Whether the file answers at all.</summary>
    public bool CanRead()
    {
        try
        {
            using var lease = database.Read();
            var select = lease.Session.Prepare("SELECT 1 FROM volume");
            var isThere = select.Step();
            select.Reset();
            return isThere;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    /// <summary>Visits the items of one partition key in the order of their sort keys.</summary>
    public void Query(TableEntry table, byte[] partition, in SortRange range, bool forward, ItemVisitor visit)
    {
        var lower = range.From is null || range.IncludesFrom ? 1 : 0;
        var upper = range.To is null ? 0 : range.IncludesTo ? 2 : 1;
        using var lease = database.Read();
        var select = lease.Session.Prepare(RangeStatements[((forward ? 0 : 2) + lower) * 3 + upper])
            .Bind(table.Number)
            .Bind(partition)
            .Bind(range.From ?? []);
        if (range.To is { } to)
        {
            select.Bind(to);
        }

        Visit(select, end: uint.MaxValue, visit);
    }

    /// <summary>Visits all items, or one segment of them, in key order, after a key where one is given.</summary>
    /// <param name="segment">From 0 to <paramref name="totalSegments"/> - 1; 0 of 1 is the whole table.</param>
    public void Scan(TableEntry table, ItemKey? after, int segment, int totalSegments, ItemVisitor visit)
    {
        Span<byte> begin = stackalloc byte[KeyEncoding.HashBytes];
        BinaryPrimitives.WriteUInt32BigEndian(begin, SegmentBegin(segment, totalSegments));
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectSegment).Bind(table.Number);

        // A key given by the caller may lie before the segment; the later of both is where to begin.
        if (after is { } key && key.Partition.AsSpan().SequenceCompareTo(begin) >= 0)
        {
            select.Bind(key.Partition).Bind(key.Sort);
        }
        else
        {
            select.Bind(begin).Bind([]);
        }

        Visit(select, SegmentBegin(segment + 1, totalSegments), visit);
    }

    static StoredItem? Find(Session session, TableEntry table, in ItemKey key)
    {
        var select = session.Prepare(SelectOne).Bind(table.Number).Bind(key.Partition).Bind(key.Sort);
        if (!select.Step())
        {
            return null;
        }

        var json = select.Bytes(0);
        var item = json.IsEmpty ? null : new StoredItem(json.ToArray(), select.Int32(1));
        select.Reset();
        return item;
    }

    // The first hash of a segment; that of the one past the last is above every hash.
    internal static uint SegmentBegin(int segment, int totalSegments) =>
        segment == totalSegments ? uint.MaxValue : (uint)(((ulong)segment << 32) / (ulong)totalSegments);

    static void Visit(Statement select, uint end, ItemVisitor visit)
    {
        try
        {
            while (select.Step())
            {
                var partition = select.Bytes(0);
                var isPastSegment =
                    end != uint.MaxValue && BinaryPrimitives.ReadUInt32BigEndian(partition) >= end;
                if (isPastSegment || !visit(partition, select.Bytes(1), select.Bytes(2), select.Int32(3)))
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
