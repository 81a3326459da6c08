using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The first write of an own log after each start of the process. A log that was restored and written to again goes on
/// from one of them: whoever has read as far, and no stamp as high, has read another log, though every item that was
/// written since may have changed once more and has another number.
/// </summary>
static class LogStarts
{
    const string Insert = "INSERT INTO log_start (log, sequence, stamp) VALUES (?, ?, ?)";

    const string Prune = """
        DELETE FROM log_start WHERE log = ?1 AND sequence <=
            (SELECT sequence FROM log_start WHERE log = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)
        """;

    const string SelectStamp = "SELECT max(stamp) FROM log_start WHERE log = ? AND sequence <= ?";

    const string DeleteAll =
        "DELETE FROM log_start WHERE log IN (SELECT number FROM log WHERE table_number = ?)";

    public static void Note(Session session, long log, long sequence, HybridTimestamp stamp)
    {
        session.Prepare(Insert).Bind(log).Bind(sequence).Bind(stamp.Value).Run();
        session.Prepare(Prune).Bind(log).Bind(Limits.LogStartsMax).Run();
    }

    /// <summary>The highest stamp among the first writes up to that sequence; zero where there is none.</summary>
    public static HybridTimestamp StampBy(Session session, long log, long sequence)
    {
        var select = session.Prepare(SelectStamp).Bind(log).Bind(sequence);
        var stamp = select.Step() && !select.IsNull(0) ? new HybridTimestamp(select.Int64(0)) : HybridTimestamp.Zero;
        select.Reset();
        return stamp;
    }

    public static void Forget(Session session, long tableNumber) => session.Prepare(DeleteAll).Bind(tableNumber).Run();
}
