using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Brings the column "expires" of a table's rows to what the table's definition says, after time to live was turned
/// on, off, or given another attribute: a bounded number of rows at a time, and on from there after a restart. What is
/// written meanwhile has it right from the beginning.
/// </summary>
sealed class ExpiryFill(Database database, TableCatalog catalog, CommitQueue queue)
{
    const string SelectAll = "SELECT table_number, attribute, partition FROM expiry_fill";

    const string SelectOne = "SELECT attribute, partition, sort FROM expiry_fill WHERE table_number = ?";

    const string Replace =
        "INSERT OR REPLACE INTO expiry_fill (table_number, attribute, partition, sort) VALUES (?, ?, ?, ?)";

    const string Delete = "DELETE FROM expiry_fill WHERE table_number = ?";

    const string SelectRows = """
        SELECT id, partition, sort, json, expires FROM item
        WHERE table_number = ? AND (partition, sort) > (?, ?) ORDER BY partition, sort LIMIT ?
        """;

    const string SelectFilled =
        "SELECT id FROM item WHERE table_number = ? AND expires IS NOT NULL ORDER BY expires LIMIT ?";

    const string UpdateExpires = "UPDATE item SET expires = ? WHERE id = ?";

    /// <summary>One step for one table; false when there is nothing to do for any.</summary>
    public async Task<bool> StepAsync(CancellationToken cancel) =>
        FindWork() is { } number && await queue.RunAsync(transaction => Step(transaction, number), cancel);

    // Without the writer: most of the time there is nothing.
    long? FindWork()
    {
        var filled = new Dictionary<long, (string Attribute, bool IsDone)>();
        using var lease = database.Read();
        var rows = lease.Session.Prepare(SelectAll);
        while (rows.Step())
        {
            filled.Add(rows.Int64(0), (rows.Text(1), rows.IsNull(2)));
        }

        foreach (var table in catalog.All)
        {
            var wanted = table.Definition.TimeToLiveAttribute;
            var isFilled = filled.Remove(table.Number, out var fill);
            if (wanted is null ? isFilled : fill != (wanted, true))
            {
                return table.Number;
            }
        }

        // Of tables that have gone.
        foreach (var table in catalog.Deleted)
        {
            filled.Remove(table.Number);
        }

        return filled.Count > 0 ? filled.Keys.First() : null;
    }

    bool Step(WriteTransaction transaction, long number)
    {
        transaction.Changed();
        return catalog.Working(number)?.Definition.TimeToLiveAttribute is { } attribute
            ? Fill(transaction, number, attribute)
            : Clear(transaction, number);
    }

    static bool Fill(WriteTransaction transaction, long number, string attribute)
    {
        var session = transaction.Session;
        var after = PositionOf(session, number, attribute);
        var changes = new List<(long Id, long? Expires)>();
        var (count, bytes) = (0, 0);
        var rows = session.Prepare(SelectRows)
            .Bind(number)
            .Bind(after.Partition)
            .Bind(after.Sort)
            .Bind(Limits.ExpiryRowsMax);
        while (bytes < Limits.FeedBatchBytesMax && rows.Step())
        {
            count++;
            after = new(rows.Bytes(1).ToArray(), rows.Bytes(2).ToArray());
            var json = rows.Bytes(3);
            bytes += json.Length;
            var expires = json.IsEmpty ? null : TimeToLive.ExpiryOf(json, attribute);
            if (expires != (rows.IsNull(4) ? null : (long?)rows.Int64(4)))
            {
                changes.Add((rows.Int64(0), expires));
            }
        }

        rows.Reset();
        foreach (var (id, expires) in changes)
        {
            session.Prepare(UpdateExpires).Bind(expires).Bind(id).Run();
        }

        var position = session.Prepare(Replace).Bind(number).Bind(attribute);
        (count == 0 ? position.BindNull().BindNull() : position.Bind(after.Partition).Bind(after.Sort)).Run();
        return true;
    }

    static bool Clear(WriteTransaction transaction, long number)
    {
        var session = transaction.Session;
        var filled = new List<long>();
        var rows = session.Prepare(SelectFilled).Bind(number).Bind(Limits.ExpiryRowsMax);
        while (rows.Step())
        {
            filled.Add(rows.Int64(0));
        }

        foreach (var id in filled)
        {
            session.Prepare(UpdateExpires).BindNull().Bind(id).Run();
        }

        if (filled.Count == 0)
        {
            session.Prepare(Delete).Bind(number).Run();
        }

        return true;
    }

    /// <summary>Where to go on; from the beginning for another attribute.</summary>
    static ItemKey PositionOf(Session session, long number, string attribute)
    {
        var beginning = new ItemKey([], []);
        var select = session.Prepare(SelectOne).Bind(number);
        if (!select.Step())
        {
            return beginning;
        }

        var position = select.Text(0) == attribute && !select.IsNull(1)
            ? new ItemKey(select.Bytes(1).ToArray(), select.Bytes(2).ToArray())
            : beginning;
        select.Reset();
        return position;
    }
}
