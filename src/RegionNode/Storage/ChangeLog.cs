using System.Buffers.Binary;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>How much of a table one read of its feed or of a difference takes.</summary>
/// <param name="Records">Records in one batch or chunk.</param>
/// <param name="Bytes">Bytes of items after which a batch or chunk ends.</param>
/// <param name="Rows">Rows that one chunk of a difference looks at, wanted or not.</param>
sealed record ReadBounds(int Records, int Bytes, int Rows)
{
    public static ReadBounds Default { get; } =
        new(Limits.FeedBatchRecordsMax, Limits.FeedBatchBytesMax, Limits.DifferenceRowsMax);
}

/// <summary>
/// Serves what other regions lack. There is no log table: the index on (log, sequence) of the items is the
/// feed, so a sequence whose version was overwritten is missing from it, and the newest version of that item
/// stands in: under its own later sequence, or, where a foreign version has taken its place, under "mine".
/// </summary>
sealed class ChangeLog(Database database, PositionBoard positions, DamagedRows damage, ReadBounds bounds)
{
    const string SelectOwn =
        $"SELECT {LogNames.RecordColumns}, sequence FROM item WHERE log = ? AND sequence > ? ORDER BY sequence";

    const string SelectStandingIn =
        $"SELECT {LogNames.RecordColumns}, mine FROM item WHERE table_number = ? AND mine > ? ORDER BY mine";

    const string SelectByKey = $"""
        SELECT {LogNames.RecordColumns} FROM item
        WHERE table_number = ? AND (partition, sort) > (?, ?) ORDER BY partition, sort
        """;

    const string SelectNewer =
        $"SELECT {LogNames.RecordColumns} FROM item WHERE log = ? AND sequence > ? ORDER BY sequence";

    const int Place = 10;

    /// <summary>How far the table's logs have come here.</summary>
    public LogPositions PositionsOf(TableEntry table) => positions.Of(table.Number, () => LoadPositions(table));

    LogPositions LoadPositions(TableEntry table)
    {
        using var lease = database.Read();
        var names = LogNames.Load(lease.Session, table);
        return new(names.Head, names.Covered, names.Cursors, names.Stamps, names.Held);
    }

    /// <summary>
    /// Reads this region's own log after a sequence (rule 2): rows that it wrote, and rows that have taken the
    /// place of what it wrote, unless the reader covers those already.
    /// </summary>
    /// <param name="readerCovers">What the reader may claim, by log id.</param>
    /// <param name="readerLog">The reader's own log; 0 where nobody asks about it.</param>
    public FeedBatch ReadFeed(TableEntry table, long from, VersionVector readerCovers, long readerLog = 0) =>
        database.InSnapshot(session => ReadFeed(session, table, from, readerCovers, readerLog));

    /// <summary>
    /// Reads, in key order, the rows of whatever log that the reader does not cover (rule 5), looking at a
    /// bounded number of rows.
    /// </summary>
    /// <param name="after">The last key of the chunk before; null for the first.</param>
    public DifferenceChunk ReadDifference(TableEntry table, ItemKey? after, VersionVector readerCovers) =>
        database.InSnapshot(session => ReadDifference(session, table, after, readerCovers));

    /// <summary>Whether the row of that key is there, and its content does not have its checksum.</summary>
    public bool IsDamaged(TableEntry table, ItemKey key) => database.InSnapshot(session =>
        RowSummary.Find(session, table.Number, key, LogNames.Load(session, table).NameOf) is { IsIntact: false });

    /// <summary>How far into a table's keys a key lies, 0 to 100: keys are spread evenly by their hash.</summary>
    public static int PercentOf(ItemKey key) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(key.Partition) * 100L / uint.MaxValue);

    FeedBatch ReadFeed(Session session, TableEntry table, long from, VersionVector readerCovers, long readerLog)
    {
        var names = LogNames.Load(session, table);
        var own = session.Prepare(SelectOwn).Bind(names.OwnNumber).Bind(from);
        var standingIn = session.Prepare(SelectStandingIn).Bind(table.Number).Bind(from);
        var records = new List<ChangeRecord>();
        var named = new HashSet<long>();
        long bytes = 0, upTo = from;
        var hasOwn = own.Step();
        var hasStandingIn = standingIn.Step();
        while (hasOwn || hasStandingIn)
        {
            if (records.Count >= bounds.Records || bytes >= bounds.Bytes)
            {
                own.Reset();
                standingIn.Reset();
                return Batch(isComplete: false);
            }

            var isOwn = hasOwn && (!hasStandingIn || own.Int64(Place) < standingIn.Int64(Place));
            var row = isOwn ? own : standingIn;
            var place = row.Int64(Place);
            if (isOwn || readerCovers.Of(names.IdOf(row.Int64(4))) < row.Int64(5))
            {
                var record = names.Record(row, named);
                if (!record.IsIntact)
                {
                    own.Reset();
                    standingIn.Reset();
                    upTo = place - 1;
                    return Batch(isComplete: false) with { Damaged = Note(table, record) };
                }

                records.Add(record);
                bytes += BytesOf(record);
            }

            upTo = place;
            hasOwn = isOwn ? own.Step() : hasOwn;
            hasStandingIn = isOwn ? hasStandingIn : standingIn.Step();
        }

        upTo = names.Head;
        return Batch(isComplete: true);

        FeedBatch Batch(bool isComplete) => new()
        {
            Log = table.Log,
            Region = names.OwnRegion,
            From = from,
            UpTo = upTo,
            IsComplete = isComplete,
            Head = names.Head,
            Clock = isComplete ? new(names.Stamps.Of(table.Log)) : HybridTimestamp.Max(
                HighestOf(records, table.Log), LogStarts.StampBy(session, names.OwnNumber, upTo)),
            ReaderStamp = new(names.Stamps.Of(readerLog)),
            Covered = names.Covered,
            Records = records,
            Logs = names.Named(named),
        };
    }

    // Of a batch that is cut the log's stamp says too much: it lies above what comes after it, too.
    static HybridTimestamp HighestOf(List<ChangeRecord> records, long log) => records
        .Where(record => record.Log == log)
        .Aggregate(HybridTimestamp.Zero, (highest, record) => HybridTimestamp.Max(highest, record.Time));

    // Short: what is newer in each log, if all of it fits into one chunk; no more is looked at than that.
    DifferenceChunk? ReadShortDifference(
        Session session, TableEntry table, LogNames names, VersionVector readerCovers)
    {
        var leavesOut = false;
        var records = new List<ChangeRecord>();
        var named = new HashSet<long>();
        long bytes = 0;
        foreach (var number in names.Numbers)
        {
            var rows = session.Prepare(SelectNewer).Bind(number).Bind(readerCovers.Of(names.IdOf(number)));
            while (rows.Step())
            {
                var record = names.Record(rows, named);
                if (!record.IsIntact)
                {
                    _ = Note(table, record);
                    leavesOut = true;
                    continue;
                }

                records.Add(record);
                bytes += BytesOf(record);
                if (records.Count > bounds.Records || bytes > bounds.Bytes)
                {
                    rows.Reset();
                    return null;
                }
            }
        }

        return Chunk(names, readerCovers, records, leavesOut, next: null);
    }

    // Long: in key order, so that a key which changes meanwhile is not missed.
    DifferenceChunk ReadDifference(Session session, TableEntry table, ItemKey? after, VersionVector readerCovers)
    {
        var names = LogNames.Load(session, table);
        if (after is null && readerCovers.Count > 0
            && ReadShortDifference(session, table, names, readerCovers) is { } all)
        {
            return all;
        }

        var rows = session.Prepare(SelectByKey).Bind(table.Number)
            .Bind(after?.Partition ?? [])
            .Bind(after?.Sort ?? []);
        var leavesOut = false;
        var records = new List<ChangeRecord>();
        var named = new HashSet<long>();
        ItemKey? next = null;
        long bytes = 0;
        for (var looked = 0; rows.Step(); looked++)
        {
            if (readerCovers.Of(names.IdOf(rows.Int64(4))) < rows.Int64(5))
            {
                var record = names.Record(rows, named);
                if (record.IsIntact)
                {
                    records.Add(record);
                    bytes += BytesOf(record);
                }
                else
                {
                    _ = Note(table, record);
                    leavesOut = true;
                }
            }

            if (looked >= bounds.Rows || records.Count >= bounds.Records || bytes >= bounds.Bytes)
            {
                next = new(rows.Bytes(0).ToArray(), rows.Bytes(1).ToArray());
                rows.Reset();
                break;
            }
        }

        return Chunk(names, readerCovers, records, leavesOut, next);
    }

    ItemKey Note(TableEntry table, ChangeRecord record)
    {
        var key = new ItemKey(record.Partition, record.Sort);
        damage.Note(table.Number, key);
        return key;
    }

    // A damaged row is not given away. It stands in for every version of its item that it has replaced, here or before
    // it came here, of whatever log: a reader that does not get it may claim nothing that it did not claim before.
    static DifferenceChunk Chunk(
        LogNames names, VersionVector readerCovers, List<ChangeRecord> records, bool leavesOut, ItemKey? next) => new()
    {
        Records = records,
        Logs = names.All,
        Covered = leavesOut ? names.Covered.Meet(readerCovers) : names.Covered,
        LeavesOut = leavesOut,
        Stamps = names.Stamps,
        Collected = names.HighestCollected,
        Next = next,
    };

    static long BytesOf(ChangeRecord record) => record.Json.Length + record.Partition.Length + record.Sort.Length;
}
