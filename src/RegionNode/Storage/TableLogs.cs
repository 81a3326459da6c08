using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The logs and the counts of one table as the single writer has them: what SQLite holds, plus what the present
/// transaction changed. After a rollback it is read again.
/// </summary>
sealed class TableLogs
{
    const string SelectLogs =
        "SELECT number, id, region, cursor, covered, floor, held, stamp, shipped FROM log WHERE table_number = ?";

    const string InsertLog =
        "INSERT INTO log (id, table_number, region) VALUES (?, ?, ?) RETURNING number";

    const string UpdateLog =
        "UPDATE log SET cursor = ?, covered = ?, floor = ?, held = ?, stamp = ?, shipped = ? WHERE number = ?";

    const string SelectCounts =
        "SELECT own_log, items, bytes, collected FROM catalog WHERE number = ?";

    const string UpdateCounts =
        "UPDATE catalog SET items = ?, bytes = ?, collected = ? WHERE number = ?";

    readonly long tableNumber;
    readonly Dictionary<long, LogProgress> byNumber = [];
    readonly Dictionary<long, LogProgress> byId = [];
    ClaimCaps caps;
    VersionVector? contextOfOthers;
    Dictionary<long, (long Items, long Bytes)>? indexCounts;
    bool hasNewCounts;
    bool isStarted;

    TableLogs(long tableNumber, LogProgress own, ClaimCaps caps)
    {
        this.tableNumber = tableNumber;
        this.caps = caps;
        Own = own;
    }

    public LogProgress Own { get; }

    public long Items { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The highest stamp of a tombstone that was collected in the group, as far as is known here.</summary>
    public HybridTimestamp HighestCollected { get; private set; }

    public bool IsDirty { get; private set; }

    /// <summary>Whether the own log went on since it was saved last.</summary>
    public bool HasAdvanced { get; private set; }

    /// <summary>How many records are parked.</summary>
    public int Parked => caps.Count;

    public IEnumerable<LogProgress> All => byNumber.Values;

    /// <summary>What may be claimed, by log id.</summary>
    public VersionVector Covered =>
        VersionVector.Of(byNumber.Values.Select(log => KeyValuePair.Create(log.Id, log.Covered)));

    /// <summary>
    /// What may be claimed of every log but the own one, by log number: the context of a write. A log that has ended
    /// is left out, so that contexts do not grow with every region that ever left: what of it came here for a key is
    /// in that key's "know".
    /// </summary>
    public VersionVector ContextOfOthers =>
        contextOfOthers ??= VersionVector.Of(byNumber.Values
            .Where(log => log != Own && log.Covered != LogProgress.End)
            .Select(log => KeyValuePair.Create(log.Number, log.Covered)));

    public LogPositions Positions
    {
        get
        {
            var covered = Covered;
            var held = caps.Count == 0 ? covered : VersionVector.Of(byNumber.Values.Select(
                log => KeyValuePair.Create(log.Id, Math.Max(log.Covered, log.Held))));
            return new(
                Own.Covered,
                covered,
                byNumber.Values.ToDictionary(log => log.Id, log => log.Cursor),
                VersionVector.Of(byNumber.Values.Select(log => KeyValuePair.Create(log.Id, log.Stamp.Value))),
                held);
        }
    }

    public static TableLogs Load(Session session, long tableNumber)
    {
        var counts = session.Prepare(SelectCounts).Bind(tableNumber);
        Invariant.Holds(counts.Step());
        var ownNumber = counts.Int64(0);
        var (items, bytes, collected) = (counts.Int64(1), counts.Int64(2), counts.Int64(3));
        counts.Reset();

        var all = new List<LogProgress>();
        var rows = session.Prepare(SelectLogs).Bind(tableNumber);
        while (rows.Step())
        {
            all.Add(LogProgress.Stored(
                rows.Int64(0), rows.Int64(1), rows.Text(2), rows.Int64(3), rows.Int64(4), rows.Int64(5),
                rows.Int64(6), rows.Int64(7), rows.Int64(8)));
        }

        var own = all.Single(log => log.Number == ownNumber);
        var logs = new TableLogs(tableNumber, own, ClaimCaps.Load(session, tableNumber))
        {
            Items = items,
            Bytes = bytes,
            HighestCollected = new(collected),
        };
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

    /// <summary>The name of the log of that number; none where the table has no such log.</summary>
    public LogName? NameOf(long number) =>
        byNumber.TryGetValue(number, out var log) ? new LogName(log.Id, log.Region) : null;

    public LogProgress? Find(long id) => byId.GetValueOrDefault(id);

    /// <summary>The log of that id, known from now on.</summary>
    public LogProgress Intern(Session session, long id, string region)
    {
        if (!byId.TryGetValue(id, out var log))
        {
            log = new(Create(session, id, tableNumber, region), id, region);
            Add(log);
        }

        return log;
    }

    /// <summary>The next sequence of the own log, without gaps, for a write of that stamp.</summary>
    public long NextSequence(HybridTimestamp stamp)
    {
        Own.Cover(Own.Covered + 1);
        Own.RaiseStamp(stamp);
        HasAdvanced = true;
        IsDirty = true;
        return Own.Covered;
    }

    /// <summary>Takes note of the own log's first write since it was loaded.</summary>
    public void Started(Session session, long sequence, HybridTimestamp stamp)
    {
        if (!isStarted)
        {
            LogStarts.Note(session, Own.Number, sequence, stamp);
            isStarted = true;
        }
    }

    /// <summary>Reads on from there. Every stamp up to there is below the one given.</summary>
    public void MoveCursor(LogProgress log, long to, HybridTimestamp stamp)
    {
        log.MoveCursor(to);
        log.RaiseStamp(stamp);
        IsDirty = true;
    }

    /// <summary>What was read is to be told of, as if it had changed.</summary>
    public void Touch() => IsDirty = true;

    /// <summary>Every other member covers the own log up to there.</summary>
    public void Ship(long to)
    {
        Own.Ship(to);
        IsDirty = true;
    }

    /// <summary>Claims the log up to there, or as far as parked records let it.</summary>
    public void Cover(LogProgress log, long to)
    {
        Invariant.Holds(log != Own);
        var cap = caps.Count == 0 ? LogProgress.End : caps.Of(log);
        if (to > cap)
        {
            log.Hold(to);
            log.MoveCursor(to);
        }

        log.Cover(Math.Min(to, Math.Max(cap, log.Covered)));
        IsDirty = true;
        contextOfOthers = null;
    }

    /// <summary>Takes note of a record that is parked from now on.</summary>
    public void Park(LogProgress log, long sequence, long via, long viaCap)
    {
        caps.Add(log.Number, sequence, via, viaCap);
        IsDirty = true;
    }

    /// <summary>Some records are parked no longer: claims what they held back.</summary>
    public void Released(Session session)
    {
        caps = ClaimCaps.Load(session, tableNumber);
        foreach (var log in byNumber.Values.Where(log => log.Held > log.Covered))
        {
            Cover(log, log.Held);
        }
    }

    /// <summary>A tombstone of the log was removed.</summary>
    public void Collected(LogProgress log, long sequence, HybridTimestamp stamp)
    {
        log.RaiseFloor(sequence);
        HeardOfCollected(stamp);
        IsDirty = true;
    }

    public void HeardOfCollected(HybridTimestamp stamp)
    {
        if (stamp > HighestCollected)
        {
            HighestCollected = stamp;
            IsDirty = true;
            hasNewCounts = true;
        }
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

    /// <summary>So many more entries of an index, and their bytes.</summary>
    public void CountIndex(long index, int items, long bytes)
    {
        indexCounts ??= [];
        var (countedItems, countedBytes) = indexCounts.GetValueOrDefault(index);
        indexCounts[index] = (countedItems + items, countedBytes + bytes);
        IsDirty = true;
    }

    /// <summary>Writes what changed into the present transaction.</summary>
    public void Save(Session session)
    {
        foreach (var log in byNumber.Values)
        {
            if (log.IsDirty)
            {
                Invariant.Holds(log.Covered <= log.Cursor);
                session.Prepare(UpdateLog)
                    .Bind(log.Cursor)
                    .Bind(log.Covered)
                    .Bind(log.Floor)
                    .Bind(log.Held)
                    .Bind(log.Stamp.Value)
                    .Bind(log.Shipped)
                    .Bind(log.Number)
                    .Run();
                log.Saved();
            }
        }

        if (hasNewCounts)
        {
            session.Prepare(UpdateCounts)
                .Bind(Items)
                .Bind(Bytes)
                .Bind(HighestCollected.Value)
                .Bind(tableNumber)
                .Run();
            hasNewCounts = false;
        }

        foreach (var (index, (items, bytes)) in indexCounts ?? [])
        {
            TableIndexRows.Count(session, index, items, bytes);
        }

        indexCounts = null;
        HasAdvanced = false;
        IsDirty = false;
    }

    void Add(LogProgress log)
    {
        byNumber.Add(log.Number, log);
        byId.Add(log.Id, log);
        contextOfOthers = null;
    }
}
