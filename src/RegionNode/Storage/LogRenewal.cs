using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Gives a table another own log over the rows that it has: the numbers of the old one mean other writes elsewhere. Its
/// writes that nobody has read become writes of the new log, under their old stamps; the old log is one of those that
/// have left the group from now on.
/// </summary>
static class LogRenewal
{
    const string ForgetMine = "UPDATE item SET mine = NULL WHERE table_number = ? AND mine IS NOT NULL";
    const string SelectOwn = "SELECT id, sequence, time, vector FROM item WHERE log = ? ORDER BY sequence";
    const string Renumber = "UPDATE item SET log = ?, sequence = ?, vector = ? WHERE id = ?";
    const string SetHead = "UPDATE log SET cursor = ?1, covered = ?1 WHERE number = ?2";

    /// <param name="seen">Another region has read the old log up to there.</param>
    /// <param name="stamp">Above every stamp up to there; zero where it is not known: then all is written anew.</param>
    public static void Renew(
        WriteTransaction transaction, TableCatalog catalog, TableEntry table, long seen, HybridTimestamp stamp)
    {
        var session = transaction.Session;
        var logs = transaction.LogsOf(table.Number);
        logs.Save(session);
        var old = logs.Own;
        transaction.Forget(table.Number);
        var fresh = catalog.RenewLog(transaction, table);
        session.Prepare(ForgetMine).Bind(table.Number).Run();

        long head = 0;
        foreach (var (id, vector) in Unread(session, old, seen, stamp))
        {
            session.Prepare(Renumber).Bind(fresh).Bind(++head).Bind(vector).Bind(id).Run();
        }

        // What the numbers that were written over had meant is not here: nothing of the old log is claimed then.
        session.Prepare(SetHead).Bind(head == 0 ? old.Covered : 0).Bind(old.Number).Run();
        session.Prepare(SetHead).Bind(head).Bind(fresh).Run();
        var renewed = transaction.LogsOf(table.Number);
        renewed.Own.RaiseStamp(old.Stamp);
        renewed.Touch();
    }

    // A row's vector leaves its own log out, which the sequence tells; the old log is no longer that.
    static List<(long Id, byte[] Vector)> Unread(Session session, LogProgress old, long seen, HybridTimestamp stamp)
    {
        var unread = new List<(long, byte[])>();
        var rows = session.Prepare(SelectOwn).Bind(old.Number);
        while (rows.Step())
        {
            if (rows.Int64(1) > seen || rows.Int64(2) > stamp.Value)
            {
                var vector = VectorCodec.Decode(rows.Bytes(3)).With(old.Number, rows.Int64(1));
                unread.Add((rows.Int64(0), VectorCodec.Encode(vector)));
            }
        }

        return unread;
    }
}
