using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>A bounded number of rows after a key, by ranges, from one snapshot.</summary>
/// <param name="Next">The last key of the span; null where nothing comes after it.</param>
/// <param name="Damaged">The rows of it whose content does not have its checksum.</param>
sealed record TableSpan(IReadOnlyList<RangeDigest> Ranges, ItemKey? Next, int Rows, IReadOnlyList<ItemKey> Damaged);

/// <summary>The rows of those ranges of a span that another region has otherwise, from one snapshot.</summary>
/// <param name="Rows">Every row of these ranges, in key order.</param>
/// <param name="Until">Where the answer was cut off, as it became too large; null when it is whole.</param>
/// <param name="Differing">How many ranges these are.</param>
/// <param name="Covered">What this region could claim at that time, by log id.</param>
sealed record SpanDifference(IReadOnlyList<RowSummary> Rows, ItemKey? Until, int Differing, VersionVector Covered);

/// <summary>The present rows of some keys, from one snapshot.</summary>
/// <param name="Records">Those that there are, and that are intact.</param>
/// <param name="Looked">How many of the keys it was; the others did not fit.</param>
/// <param name="Logs">Every log that the records or their contexts name.</param>
sealed record RowsByKey(
    IReadOnlyList<ChangeRecord> Records, int Looked, VersionVector Covered, IReadOnlyList<LogName> Logs);

/// <summary>What a region claims, against which its rows are judged; by log id.</summary>
/// <param name="Floors">The highest sequences of collected tombstones.</param>
/// <param name="Collected">The highest stamp of a tombstone that was collected in the group.</param>
sealed record RowClaims(VersionVector Covered, VersionVector Floors, HybridTimestamp Collected)
{
    public static RowClaims Of(TableLogs logs) => new(
        logs.Covered,
        VersionVector.Of(logs.All.Select(log => KeyValuePair.Create(log.Id, log.Floor))),
        logs.HighestCollected);
}

/// <summary>
/// Reads a table to compare it with another region's, in key order and in spans: every content is read from the file
/// and hashed again, so that a row which has changed by itself is met.
/// </summary>
sealed class TableComparison(Database database, DamagedRows damage, CompareBounds bounds)
{
    const string SelectAfter = $"""
        SELECT {RowSummary.Columns} FROM item
        WHERE table_number = ? AND (partition, sort) > (?, ?) ORDER BY partition, sort
        """;

    const string SelectRecord = $"""
        SELECT {LogNames.RecordColumns} FROM item WHERE table_number = ? AND partition = ? AND sort = ?
        """;


    /// <summary>The digests of the rows after a key: of the first where none is given.</summary>
    public TableSpan ReadSpan(TableEntry table, ItemKey? after) =>
        database.InSnapshot(session => ReadSpan(session, table, after));

    /// <summary>Holds another region's digests against this region's rows.</summary>
    public SpanDifference Compare(TableEntry table, ItemKey? after, IReadOnlyList<RangeDigest> ranges) =>
        database.InSnapshot(session => Compare(session, table, after, ranges));

    /// <summary>The rows of these keys as they are, and what is claimed at that time; null for absent ones.</summary>
    public (IReadOnlyList<RowSummary?> Rows, RowClaims Claims) ReadRows(
        TableEntry table, IReadOnlyList<ItemKey> keys) =>
        database.InSnapshot<(IReadOnlyList<RowSummary?>, RowClaims)>(session =>
        {
            var names = LogNames.Load(session, table);
            return (
                [.. keys.Select(key => RowSummary.Find(session, table.Number, key, names.NameOf))],
                new(names.Covered, Floors.Load(session, table), names.HighestCollected));
        });

    /// <summary>
    /// Those of the keys whose rows are damaged still. The others have been written anew, or are gone: they are
    /// forgotten.
    /// </summary>
    public IReadOnlyList<ItemKey> StillDamaged(TableEntry table, IReadOnlyList<ItemKey> keys)
    {
        if (keys.Count == 0)
        {
            return keys;
        }

        var (rows, _) = ReadRows(table, keys);
        var damaged = new List<ItemKey>();
        foreach (var (key, row) in keys.Zip(rows))
        {
            if (row is { IsIntact: false })
            {
                damaged.Add(key);
            }
            else
            {
                damage.Forget(table.Number, key);
            }
        }

        return damaged;
    }

    /// <summary>The records of these keys: as many as fit, of those that are intact.</summary>
    public RowsByKey ReadRecords(TableEntry table, IReadOnlyList<ItemKey> keys) =>
        database.InSnapshot(session => ReadRecords(session, table, keys));

    TableSpan ReadSpan(Session session, TableEntry table, ItemKey? after)
    {
        var names = LogNames.Load(session, table);
        var rows = After(session, table, after);
        var ranges = new List<RangeDigest>();
        var damaged = new List<ItemKey>();
        var hash = new RangeHash();
        ItemKey? next = null;
        var count = 0;
        long bytes = 0;
        while (next is null && rows.Step())
        {
            var row = Summary(rows, table, names);
            hash.Add(row);
            count++;
            bytes += rows.Bytes(7).Length;
            if (!row.IsIntact)
            {
                damaged.Add(row.Key);
            }

            if (count >= bounds.SpanRows || bytes >= bounds.SpanBytes)
            {
                next = row.Key;
            }

            if (hash.Rows >= bounds.RangeRows || next is not null)
            {
                ranges.Add(hash.End(row.Key));
            }
        }

        rows.Reset();
        if (next is null)
        {
            ranges.Add(hash.End(null));
        }

        return new(ranges, next, count, damaged);
    }

    SpanDifference Compare(Session session, TableEntry table, ItemKey? after, IReadOnlyList<RangeDigest> ranges)
    {
        var names = LogNames.Load(session, table);
        var rows = After(session, table, after);
        var differing = new List<RowSummary>();
        var inRange = new List<RowSummary>();
        var hash = new RangeHash();
        int at = 0, count = 0, looked = 0;
        long bytes = 0, keyBytes = 0;
        while (at < ranges.Count && rows.Step())
        {
            var row = Summary(rows, table, names);
            while (at < ranges.Count && ranges[at].IsPast(row.Key))
            {
                CloseRange();
            }

            if (at == ranges.Count)
            {
                break;
            }

            hash.Add(row);
            inRange.Add(row);
            looked++;
            bytes += rows.Bytes(7).Length;
            keyBytes += row.Key.Partition.Length + row.Key.Sort.Length;
            if (looked >= bounds.AnswerRows || bytes >= bounds.AnswerBytes || keyBytes >= bounds.AnswerKeyBytes)
            {
                // What was read of the present range is told as if it differed: the reader looks at each row.
                rows.Reset();
                differing.AddRange(inRange);
                return new(differing, row.Key, count + 1, names.Covered);
            }
        }

        rows.Reset();
        while (at < ranges.Count)
        {
            CloseRange();
        }

        return new(differing, null, count, names.Covered);

        void CloseRange()
        {
            if (hash.End(ranges[at].End) != ranges[at])
            {
                differing.AddRange(inRange);
                count++;
            }

            inRange.Clear();
            at++;
        }
    }

    RowsByKey ReadRecords(Session session, TableEntry table, IReadOnlyList<ItemKey> keys)
    {
        var names = LogNames.Load(session, table);
        var named = new HashSet<long>();
        var records = new List<ChangeRecord>();
        var looked = 0;
        long bytes = 0;
        foreach (var key in keys)
        {
            if (bytes >= Limits.FeedBatchBytesMax)
            {
                break;
            }

            looked++;
            if (RowSummary.Find(session, table.Number, key, names.NameOf) is not { } row)
            {
                continue;
            }

            if (!row.IsIntact)
            {
                damage.Note(table.Number, key);
                continue;
            }

            var select = session.Prepare(SelectRecord).Bind(table.Number).Bind(key.Partition).Bind(key.Sort);
            Invariant.Holds(select.Step());
            var record = names.Record(select, named);
            select.Reset();
            records.Add(record);
            bytes += record.Json.Length + key.Partition.Length + key.Sort.Length;
        }

        return new(records, looked, names.Covered, names.Named(named));
    }

    RowSummary Summary(Statement rows, TableEntry table, LogNames names)
    {
        var row = RowSummary.Of(rows, names.NameOf);
        if (!row.IsIntact)
        {
            damage.Note(table.Number, row.Key);
        }

        return row;
    }

    static Statement After(Session session, TableEntry table, ItemKey? after) =>
        session.Prepare(SelectAfter).Bind(table.Number).Bind(after?.Partition ?? []).Bind(after?.Sort ?? []);
}
