using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>The table's logs, of which rows name the number and regions the id.</summary>
sealed class LogNames
{
    const string SelectLogs =
        "SELECT number, id, region, cursor, covered, stamp, held FROM log WHERE table_number = ?";

    const string SelectCollected = "SELECT collected FROM catalog WHERE number = ?";

    /// <summary>What <see cref="Record"/> reads.</summary>
    public const string RecordColumns =
        "partition, sort, time, flags, log, sequence, vector, checksum, size, json";

    readonly Dictionary<long, LogName> byNumber = [];

    public required long OwnNumber { get; init; }

    public required string OwnRegion { get; init; }

    public required long Head { get; init; }

    public required VersionVector Covered { get; init; }

    /// <summary>What may be claimed as soon as nothing is parked any more.</summary>
    public required VersionVector Held { get; init; }

    public required IReadOnlyDictionary<long, long> Cursors { get; init; }

    public required HybridTimestamp HighestCollected { get; init; }

    /// <summary>Above every stamp of each log up to its cursor, by log id.</summary>
    public required VersionVector Stamps { get; init; }

    public IEnumerable<long> Numbers => byNumber.Keys;

    public IReadOnlyList<LogName> All => [.. byNumber.Values];

    public static LogNames Load(Session session, TableEntry table)
    {
        var all = new List<(long Number, LogName Name, long Cursor, long Covered, long Stamp, long Held)>();
        var rows = session.Prepare(SelectLogs).Bind(table.Number);
        while (rows.Step())
        {
            all.Add((
                rows.Int64(0), new(rows.Int64(1), rows.Text(2)), rows.Int64(3), rows.Int64(4), rows.Int64(5),
                rows.Int64(6)));
        }

        var collected = session.Prepare(SelectCollected).Bind(table.Number);
        var highest = collected.Step() ? new HybridTimestamp(collected.Int64(0)) : HybridTimestamp.Zero;
        collected.Reset();
        var own = all.Single(log => log.Name.Id == table.Log);
        var names = new LogNames
        {
            OwnNumber = own.Number,
            OwnRegion = own.Name.Region,
            Head = own.Covered,
            Covered = VersionVector.Of(all.Select(log => KeyValuePair.Create(log.Name.Id, log.Covered))),
            Held = VersionVector.Of(
                all.Select(log => KeyValuePair.Create(log.Name.Id, Math.Max(log.Covered, log.Held)))),
            HighestCollected = highest,
            Stamps = VersionVector.Of(all.Select(log => KeyValuePair.Create(log.Name.Id, log.Stamp))),
            Cursors = all.ToDictionary(log => log.Name.Id, log => log.Cursor),
        };
        foreach (var log in all)
        {
            names.byNumber.Add(log.Number, log.Name);
        }

        return names;
    }

    public long IdOf(long number) => byNumber[number].Id;

    /// <summary>The name of the log of that number; none where the table has no such log.</summary>
    public LogName? NameOf(long number) => byNumber.TryGetValue(number, out var name) ? name : null;

    public IReadOnlyList<LogName> Named(HashSet<long> numbers) =>
        [.. byNumber.Where(log => numbers.Contains(log.Key)).Select(log => log.Value)];

    public ChangeRecord Record(Statement row, HashSet<long> named)
    {
        var number = row.Int64(4);
        var name = byNumber[number];
        var vector = VectorCodec.Decode(row.Bytes(6)).With(number, row.Int64(5));
        var entries = new KeyValuePair<long, long>[vector.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            named.Add(vector[i].Log);
            entries[i] = KeyValuePair.Create(byNumber[vector[i].Log].Id, vector[i].Sequence);
        }

        return new()
        {
            Partition = row.Bytes(0).ToArray(),
            Sort = row.Bytes(1).ToArray(),
            Time = new(row.Int64(2)),
            Flags = (RowFlags)row.Int64(3),
            Log = name.Id,
            LogRegion = name.Region,
            Sequence = row.Int64(5),
            Vector = VersionVector.Of(entries),
            Checksum = row.Int64(7),
            Size = row.Int32(8),
            Json = row.Bytes(9).ToArray(),
        };
    }
}

