namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// How far claims may go while records of a table are parked (rule 13). A record that came by a feed holds back its
/// own log below its sequence, and the log whose feed brought it at what was claimed of that when it came: it may stand
/// in for any write of that log since, its own earlier ones of the same item too. One that came by a difference may
/// stand in for a write of any log: it holds back all of them.
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

    /// <summary>A record that comes again by the same way is the one that is there.</summary>
    public void Add(long log, long sequence, long via, long viaCap)
    {
        var same = parked.FindIndex(one => one.Log == log && one.Sequence == sequence && one.Via == via);
        if (same < 0)
        {
            parked.Add((log, sequence, via, viaCap));
        }
        else
        {
            parked[same] = parked[same] with { ViaCap = Math.Min(parked[same].ViaCap, viaCap) };
        }
    }

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
            cap = via == log.Number ? Math.Min(cap, viaCap) : cap;
        }

        return cap;
    }
}
