using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>The indexes of tables as they are stored: one row each.</summary>
static class TableIndexRows
{
    const string Select = "SELECT table_number, number, definition, state FROM table_index ORDER BY number";

    const string Insert =
        "INSERT INTO table_index (table_number, definition, state) VALUES (?, ?, ?) RETURNING number";

    const string Update = "UPDATE table_index SET definition = ?, state = ? WHERE number = ?";

    const string SelectPosition = "SELECT partition, sort FROM table_index WHERE number = ?";

    const string UpdatePosition = "UPDATE table_index SET partition = ?, sort = ? WHERE number = ?";

    const string UpdateCounts = "UPDATE table_index SET items = items + ?, bytes = bytes + ? WHERE number = ?";

    const string DeleteRow = "DELETE FROM table_index WHERE number = ?";

    /// <summary>All of them, by the number of their table.</summary>
    public static ILookup<long, TableIndex> Load(Session session)
    {
        var indexes = new List<(long Table, TableIndex Index)>();
        var rows = session.Prepare(Select);
        while (rows.Step())
        {
            var definition = JsonSerializer.Deserialize(rows.Bytes(2), StorageJson.Default.IndexDefinition)!;
            indexes.Add((rows.Int64(0), new(rows.Int64(1), definition, (IndexState)rows.Int64(3))));
        }

        return indexes.ToLookup(row => row.Table, row => row.Index);
    }

    /// <summary>
    /// What the indexes of a table become once it is defined so: those that are not defined any more go, new ones are
    /// filled. A definition with other keys or another projection is another index.
    /// </summary>
    /// <param name="isEmpty">The table has no items: a new index has all of them.</param>
    public static IReadOnlyList<TableIndex> Redefine(
        Session session, long tableNumber, IReadOnlyList<TableIndex> present, EqualList<IndexDefinition> defined,
        Func<bool> isEmpty)
    {
        var indexes = new List<TableIndex>();
        foreach (var index in present)
        {
            var wanted = index.State == IndexState.Deleting ? null : defined.Find(one => IsSame(one, index.Definition));
            indexes.Add(wanted == index.Definition || index.State == IndexState.Deleting ? index
                : Stored(session, wanted is null
                    ? index with { State = IndexState.Deleting }
                    : index with { Definition = wanted }));
        }

        foreach (var definition in defined)
        {
            if (!indexes.Exists(index => index.State != IndexState.Deleting && index.Definition == definition))
            {
                indexes.Add(Added(
                    session, tableNumber, definition, isEmpty() ? IndexState.Active : IndexState.Creating));
            }
        }

        return indexes.SequenceEqual(present) ? present : indexes;
    }

    public static TableIndex Stored(Session session, TableIndex index)
    {
        session.Prepare(Update).Bind(Written(index.Definition)).Bind((long)index.State).Bind(index.Number).Run();
        return index;
    }

    /// <summary>The last key that the index was filled up to; an empty one at the beginning.</summary>
    public static ItemKey Position(Session session, TableIndex index)
    {
        var select = session.Prepare(SelectPosition).Bind(index.Number);
        Invariant.Holds(select.Step());
        var position = new ItemKey(select.Bytes(0).ToArray(), select.Bytes(1).ToArray());
        select.Reset();
        return position;
    }

    public static void StorePosition(Session session, TableIndex index, in ItemKey position) =>
        session.Prepare(UpdatePosition).Bind(position.Partition).Bind(position.Sort).Bind(index.Number).Run();

    public static void Count(Session session, long number, long items, long bytes) =>
        session.Prepare(UpdateCounts).Bind(items).Bind(bytes).Bind(number).Run();

    public static void Delete(Session session, TableIndex index) => session.Prepare(DeleteRow).Bind(index.Number).Run();

    // Only what it is provisioned with may change.
    static bool IsSame(IndexDefinition one, IndexDefinition other) =>
        one with { Throughput = default } == other with { Throughput = default };

    static TableIndex Added(Session session, long tableNumber, IndexDefinition definition, IndexState state)
    {
        var insert = session.Prepare(Insert).Bind(tableNumber).Bind(Written(definition)).Bind((long)state);
        Invariant.Holds(insert.Step());
        var number = insert.Int64(0);
        insert.Reset();
        return new(number, definition, state);
    }

    static string Written(IndexDefinition definition) =>
        JsonSerializer.Serialize(definition, StorageJson.Default.IndexDefinition);
}
