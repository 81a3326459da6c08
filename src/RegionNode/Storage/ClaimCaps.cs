namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// How far claims may go while records of a table are parked (rule 13). A record that came by a feed holds back its
/// own log below its sequence, and the log whose feed brought it below what that feed had claimed before. One that
/// came by a difference may stand in for a write of any log: it holds back all of them.
/// </summary>
sealed class ClaimCaps
{
    /// <summary>The "via" of a difference.</summary>
    public const long Difference = 0;

    const string Select = "SELECT log, sequence, via, via_cap FROM parked WHERE table_number = ?";

    readonly List<(long Log, long Sequence, long Via, long ViaCap)> parked = [];

    public int Count => parked.Count;

    public static ClaimCaps Load(Session session, long tableNumber)
    {
        var caps = new ClaimCaps();
        var rows = session.Prepare(Select).Bind(tableNumber);
        while (rows.Step())
        {
            caps.Add(rows.Int64(0), rows.Int64(1), rows.Int64(2), rows.Int64(3));
        }

        return caps;
    }

    public void Add(long log, long sequence, long via, long viaCap) => parked.Add((log, sequence, via, viaCap));

    /// <summary>The highest sequence of that log that may be claimed.</summary>
    public long Of(LogProgress log)
    {
        var cap = LogProgress.End;
        foreach (var (recordLog, sequence, via, viaCap) in parked)
        {
            if (via == Difference)
            {
                return log.Covered;
            }

            cap = recordLog == log.Number ? Math.Min(cap, sequence - 1) : cap;
            cap = via == log.Number && via != recordLog ? Math.Min(cap, viaCap) : cap;
        }

        return cap;
    }
}
