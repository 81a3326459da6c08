using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Keeps the entries of a table's indexes as its rows are: part of the transaction that stores a row. An item whose
/// attributes do not fit an index is simply not in it: a record of another region is never refused.
/// </summary>
static class IndexEntries
{
    // Without a word SQLite takes the primary key, and walks the whole index.
    const string SelectEntry = """
        SELECT partition, sort, size FROM index_entry INDEXED BY index_entry_item
        WHERE item = ? AND index_number = ? AND item_partition = ? AND item_sort = ?
        """;

    // A row that the disk has lost leaves its entry behind, and comes back under another id.
    const string InsertEntry = """
        INSERT INTO index_entry (index_number, partition, sort, item_partition, item_sort, item, size)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET item = excluded.item, size = excluded.size
        """;

    const string UpdateSize = """
        UPDATE index_entry SET size = ?
        WHERE index_number = ? AND partition = ? AND sort = ? AND item_partition = ? AND item_sort = ?
        """;

    const string DeleteEntry = """
        DELETE FROM index_entry
        WHERE index_number = ? AND partition = ? AND sort = ? AND item_partition = ? AND item_sort = ?
        """;

    /// <summary>Makes the entries of one row those of its item.</summary>
    /// <param name="json">The item; empty for a tombstone.</param>
    public static void Store(
        Session session, TableLogs logs, TableEntry table, long row, in ItemKey key, ReadOnlySpan<byte> json)
    {
        var item = ItemOf(json);
        foreach (var index in table.Indexes)
        {
            if (index.State != IndexState.Deleting)
            {
                Store(session, logs, table, index, row, key, item);
            }
        }
    }

    /// <summary>Makes the entry of one row in one index that of its item.</summary>
    public static void Store(
        Session session, TableLogs logs, TableEntry table, TableIndex index, long row, in ItemKey key,
        Dictionary<string, AttributeValue>? item)
    {
        var old = Find(session, index, row, key);
        var entry = item is null ? null : Of(table, index.Definition, key, item);
        if (old == entry)
        {
            return;
        }

        if (old is not null && entry is not null && old.IsAt(entry))
        {
            RunAt(session.Prepare(UpdateSize).Bind(entry.Size), index, entry, key);
        }
        else
        {
            if (old is not null)
            {
                RunAt(session.Prepare(DeleteEntry), index, old, key);
            }

            if (entry is not null)
            {
                session.Prepare(InsertEntry)
                    .Bind(index.Number)
                    .Bind(entry.Partition)
                    .Bind(entry.Sort)
                    .Bind(key.Partition)
                    .Bind(key.Sort)
                    .Bind(row)
                    .Bind(entry.Size)
                    .Run();
            }
        }

        logs.CountIndex(
            index.Number, (entry is null ? 0 : 1) - (old is null ? 0 : 1), (entry?.Size ?? 0) - (old?.Size ?? 0));
    }

    /// <summary>The item of a row; null where there is none, or none that can be read.</summary>
    public static Dictionary<string, AttributeValue>? ItemOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.IsEmpty ? null : AttributeJson.ReadItem(json);
        }
        catch (Exception damage) when (damage is JsonException or DynamoException)
        {
            return null;
        }
    }

    /// <summary>The item's place in the index and what it takes there; null when it is not in it.</summary>
    public static IndexEntry? Of(
        TableEntry table, IndexDefinition index, in ItemKey key, Dictionary<string, AttributeValue> item)
    {
        if (!index.Holds(item))
        {
            return null;
        }

        var partition = index.Kind == IndexKind.Local
            ? key.Partition
            : KeyEncoding.Partition(Values(index.Hash, item));
        return new(
            partition,
            KeyEncoding.Sort(Values(index.Range, item)),
            ItemSize.Of(index.Of(table.Definition.Keys, item)));
    }

    static List<AttributeValue> Values(EqualList<KeyAttribute> keys, Dictionary<string, AttributeValue> item) =>
        keys.ConvertAll(key => item[key.Name]);

    static IndexEntry? Find(Session session, TableIndex index, long row, in ItemKey key)
    {
        var select =
            session.Prepare(SelectEntry).Bind(row).Bind(index.Number).Bind(key.Partition).Bind(key.Sort);
        if (!select.Step())
        {
            return null;
        }

        var entry = new IndexEntry(select.Bytes(0).ToArray(), select.Bytes(1).ToArray(), select.Int32(2));
        select.Reset();
        return entry;
    }

    static void RunAt(Statement statement, TableIndex index, IndexEntry entry, in ItemKey key) =>
        statement.Bind(index.Number)
            .Bind(entry.Partition)
            .Bind(entry.Sort)
            .Bind(key.Partition)
            .Bind(key.Sort)
            .Run();
}

/// <summary>An item's place in an index, and the size of what the index has of it.</summary>
sealed record IndexEntry(byte[] Partition, byte[] Sort, int Size)
{
    public bool IsAt(IndexEntry other) =>
        Partition.AsSpan().SequenceEqual(other.Partition) && Sort.AsSpan().SequenceEqual(other.Sort);

    public bool Equals(IndexEntry? other) => other is not null && Size == other.Size && IsAt(other);

    public override int GetHashCode() => Size;
}
