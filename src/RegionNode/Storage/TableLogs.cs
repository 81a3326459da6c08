using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// How far one log has come here. The cursor is where to read on; covered is what may be claimed: for every
/// sequence up to it, this region holds that version of its key or a newer one.
/// </summary>
sealed class LogProgress(long number, long id, string region, long cursor, long covered)
{
    public long Number { get; } = number;

    public long Id { get; } = id;

    public string Region { get; } = region;

    public long Cursor { get; private set; } = cursor;

    public long Covered { get; private set; } = covered;

    public bool IsDirty { get; set; }

    public void MoveCursor(long to)
    {
        if (to > Cursor)
        {
            Cursor = to;
            IsDirty = true;
        }
    }

    public void Cover(long to)
    {
        if (to > Covered)
        {
            Covered = to;
            IsDirty = true;
        }

        MoveCursor(Covered);
    }
}

/// <summary>
/// The logs and the counts of one table as the single writer has them: what SQLite holds, plus what the present
/// transaction changed. After a rollback it is read again.
/// </summary>
sealed class TableLogs
{
    const string SelectLogs =
        "SELECT number, id, region, cursor, covered FROM log WHERE table_number = ?";

    const string InsertLog =
        "INSERT INTO log (id, table_number, region) VALUES (?, ?, ?) RETURNING number";

    const string UpdateLog =
        "UPDATE log SET cursor = ?, covered = ? WHERE number = ?";

    const string SelectCounts =
        "SELECT own_log, items, bytes FROM catalog WHERE number = ?";

    const string UpdateCounts =
        "UPDATE catalog SET items = ?, bytes = ? WHERE number = ?";

    readonly long tableNumber;
    readonly Dictionary<long, LogProgress> byNumber = [];
    readonly Dictionary<long, LogProgress> byId = [];
    VersionVector? coveredOfOthers;
    bool hasNewCounts;

    TableLogs(long tableNumber, LogProgress own, long items, long bytes)
    {
        this.tableNumber = tableNumber;
        Own = own;
        Items = items;
        Bytes = bytes;
    }

    public LogProgress Own { get; }

    public long Items { get; private set; }

    public long Bytes { get; private set; }

    public bool IsDirty { get; private set; }

    public IEnumerable<LogProgress> All => byNumber.Values;

    /// <summary>What may be claimed of every log but the own one, by log number.</summary>
    public VersionVector CoveredOfOthers =>
        coveredOfOthers ??= VersionVector.Of(byNumber.Values
            .Where(log => log != Own)
            .Select(log => KeyValuePair.Create(log.Number, log.Covered)));

    public static TableLogs Load(Session session, long tableNumber)
    {
        var counts = session.Prepare(SelectCounts).Bind(tableNumber);
        Invariant.Holds(counts.Step());
        var (ownNumber, items, bytes) = (counts.Int64(0), counts.Int64(1), counts.Int64(2));
        counts.Reset();

        var all = new List<LogProgress>();
        var rows = session.Prepare(SelectLogs).Bind(tableNumber);
        while (rows.Step())
        {
            all.Add(new(rows.Int64(0), rows.Int64(1), rows.Text(2), rows.Int64(3), rows.Int64(4)));
        }

        var logs = new TableLogs(tableNumber, all.Single(log => log.Number == ownNumber), items, bytes);
        foreach (var log in all)
        {
            logs.Add(log);
        }

        return logs;
    }

    /// <summary>Makes the log of a table that is being made; answers its number.</summary>
    public static long Create(Session session, long id, long tableNumber, string region)
    {
        var insert = session.Prepare(InsertLog).Bind(id).Bind(tableNumber).Bind(region);
        Invariant.Holds(insert.Step());
        var number = insert.Int64(0);
        insert.Reset();
        return number;
    }

    public LogProgress this[long number] => byNumber[number];

    public LogProgress ById(long id) => byId[id];

    /// <summary>The log of that id, known from now on.</summary>
    public LogProgress Intern(Session session, long id, string region)
    {
        if (!byId.TryGetValue(id, out var log))
        {
            log = new(Create(session, id, tableNumber, region), id, region, 0, 0);
            Add(log);
        }

        return log;
    }

    /// <summary>The next sequence of the own log: without gaps.</summary>
    public long NextSequence()
    {
        Own.Cover(Own.Covered + 1);
        IsDirty = true;
        return Own.Covered;
    }

    public void MoveCursor(LogProgress log, long to)
    {
        log.MoveCursor(to);
        IsDirty = true;
    }

    public void Cover(LogProgress log, long to)
    {
        log.Cover(to);
        IsDirty = true;
        coveredOfOthers = null;
    }

    public void Count(int items, long bytes)
    {
        if (items != 0 || bytes != 0)
        {
            Items += items;
            Bytes += bytes;
            IsDirty = true;
            hasNewCounts = true;
        }
    }

    /// <summary>Writes what changed into the present transaction.</summary>
    public void Save(Session session)
    {
        foreach (var log in byNumber.Values)
        {
            if (log.IsDirty)
            {
                session.Prepare(UpdateLog).Bind(log.Cursor).Bind(log.Covered).Bind(log.Number).Run();
                log.IsDirty = false;
            }
        }

        if (hasNewCounts)
        {
            session.Prepare(UpdateCounts).Bind(Items).Bind(Bytes).Bind(tableNumber).Run();
            hasNewCounts = false;
        }

        IsDirty = false;
    }

    void Add(LogProgress log)
    {
        byNumber.Add(log.Number, log);
        byId.Add(log.Id, log);
    }
}
