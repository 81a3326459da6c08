using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>Rows of the item table by key: found, added, replaced.</summary>
static class ItemRows
{
    const string Select = """
        SELECT id, time, flags, log, sequence, mine, vector, know, size, json
        FROM item WHERE table_number = ? AND partition = ? AND sort = ?
        """;

    const string Insert = """
        INSERT INTO item
            (time, flags, log, sequence, mine, vector, know, checksum, size, json, expires, table_number, partition,
             sort)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    const string Update = """
        UPDATE item
        SET time = ?, flags = ?, log = ?, sequence = ?, mine = ?, vector = ?, know = ?, checksum = ?, size = ?,
            json = ?, expires = ?
        WHERE id = ?
        """;

    const string SelectJson = "SELECT json FROM item WHERE id = ?";

    const string SelectLastId = "SELECT last_insert_rowid()";

    const string UpdateKnow = "UPDATE item SET know = ? WHERE id = ?";

    public static ItemRow? Find(Session session, long tableNumber, in ItemKey key)
    {
        var select = Selected(session, tableNumber, key);
        if (!select.Step())
        {
            return null;
        }

        var row = Row(select);
        select.Reset();
        return row;
    }

    /// <summary>The row, and its item's JSON; no JSON for a tombstone.</summary>
    public static ItemRow? Find(Session session, long tableNumber, in ItemKey key, out byte[] json)
    {
        json = [];
        var select = Selected(session, tableNumber, key);
        if (!select.Step())
        {
            return null;
        }

        var row = Row(select);
        json = select.Bytes(9).ToArray();
        select.Reset();
        return row;
    }

    /// <summary>The JSON of the row's item as it is stored; empty for a tombstone.</summary>
    public static byte[] JsonOf(Session session, in ItemRow row)
    {
        var select = session.Prepare(SelectJson).Bind(row.Id);
        Invariant.Holds(select.Step());
        var json = select.Bytes(0).ToArray();
        select.Reset();
        return json;
    }

    /// <summary>Adds the row where <paramref name="row"/> has no id, else replaces the row of that id.</summary>
    public static void Store(
        Session session, long tableNumber, in ItemKey key, in ItemRow row, ReadOnlySpan<byte> vector, long checksum,
        ReadOnlySpan<byte> json, long? expires)
    {
        var statement = session.Prepare(row.Id == 0 ? Insert : Update)
            .Bind(row.Time.Value)
            .Bind((long)row.Flags)
            .Bind(row.Log)
            .Bind(row.Sequence)
            .Bind(row.Mine)
            .Bind(vector);
        _ = row.Know.Equals(row.Vector) ? statement.BindNull() : statement.Bind(VectorCodec.Encode(row.Know));
        statement.Bind(checksum).Bind(row.Size).BindText(json).Bind(expires);
        if (row.Id == 0)
        {
            statement.Bind(tableNumber).Bind(key.Partition).Bind(key.Sort).Run();
        }
        else
        {
            statement.Bind(row.Id).Run();
        }
    }

    /// <summary>The id of the row that was added last.</summary>
    public static long LastId(Session session)
    {
        var select = session.Prepare(SelectLastId);
        Invariant.Holds(select.Step());
        var id = select.Int64(0);
        select.Reset();
        return id;
    }

    public static void StoreKnow(Session session, in ItemRow row) =>
        session.Prepare(UpdateKnow).Bind(VectorCodec.Encode(row.Know)).Bind(row.Id).Run();

    static Statement Selected(Session session, long tableNumber, in ItemKey key) =>
        session.Prepare(Select).Bind(tableNumber).Bind(key.Partition).Bind(key.Sort);

    static ItemRow Row(Statement select)
    {
        var log = select.Int64(3);
        var sequence = select.Int64(4);
        var vector = VectorCodec.Decode(select.Bytes(6)).With(log, sequence);
        return new()
        {
            Id = select.Int64(0),
            Time = new(select.Int64(1)),
            Flags = (RowFlags)select.Int64(2),
            Log = log,
            Sequence = sequence,
            Mine = select.IsNull(5) ? null : select.Int64(5),
            Vector = vector,
            Know = select.IsNull(7) ? vector : VectorCodec.Decode(select.Bytes(7)),
            Size = select.Int32(8),
        };
    }
}
