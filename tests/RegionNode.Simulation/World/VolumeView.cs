using System.Text;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>One row as it lies in the file.</summary>
readonly record struct StoredRow(string Key, ItemVersion Version, bool IsTombstone, string Json, long? Mine);

/// <summary>How far one log has come, as it lies in the file.</summary>
readonly record struct StoredLog(long Id, string Region, long Cursor, long Covered, long Floor);

/// <summary>One entry of the conflict log as it lies in the file.</summary>
readonly record struct StoredConflict(
    long Number, string Key, Place Loser, Place Winner, string LoserJson);

/// <summary>A write as the conflict log names it.</summary>
readonly record struct Place(long Log, long Sequence, long Time);

/// <summary>
/// Looks into a region's file past all that production code makes of it: what is checked is what is durable.
/// </summary>
sealed class VolumeView(string file) : IDisposable
{
    public const string FileName = "region.db";

    const string SelectRows =
        "SELECT sort, time, flags, log, sequence, json, mine FROM item WHERE table_number = ?";

    const string SelectLogs = "SELECT id, region, cursor, covered, number, floor FROM log WHERE table_number = ?";

    const string SelectConflicts = """
        SELECT conflict.number, sort, loser_log, loser_sequence, loser_time, winner_log, winner_sequence, winner_time, loser_json
        FROM conflict
        WHERE table_number = (SELECT coalesce(conflicts_under, number) FROM catalog c WHERE c.number = ?1)
            AND conflict.number > ?2
        ORDER BY conflict.number
        """;

    const string SelectStream = """
        SELECT stream_record.sort, kind, old_json, new_json
        FROM stream_shard JOIN stream_record
            ON sequence > stream_shard.number << 32 AND sequence < (stream_shard.number + 1) << 32
        WHERE stream = ? ORDER BY sequence
        """;

    const string SelectEntries = """
        SELECT entry.partition, entry.sort, item_sort, entry.size
        FROM index_entry AS entry CROSS JOIN item
            ON item.id = entry.item AND item.partition = item_partition AND item.sort = item_sort
        WHERE index_number = ?
        """;

    readonly Session session = new(
        new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString(),
        "PRAGMA query_only = ON");

    readonly Dictionary<long, (long Id, string Region)> names = [];
    readonly List<StoredLog> logs = [];
    readonly List<StoredRow> rows = [];

    public (IReadOnlyList<StoredLog> Logs, IReadOnlyList<StoredRow> Rows) Read(long tableNumber)
    {
        logs.Clear();
        rows.Clear();
        session.Prepare("BEGIN").Run();
        var log = session.Prepare(SelectLogs).Bind(tableNumber);
        while (log.Step())
        {
            var stored = new StoredLog(log.Int64(0), log.Text(1), log.Int64(2), log.Int64(3), log.Int64(5));
            logs.Add(stored);
            names[log.Int64(4)] = (stored.Id, stored.Region);
        }

        var row = session.Prepare(SelectRows).Bind(tableNumber);
        while (row.Step())
        {
            var flags = (RowFlags)row.Int64(2);
            var (id, region) = names[row.Int64(3)];
            rows.Add(new(
                Encoding.UTF8.GetString(row.Bytes(0)),
                new(new(row.Int64(1)), (flags & RowFlags.Expiry) != 0 ? "" : region, id, row.Int64(4)),
                (flags & RowFlags.Tombstone) != 0,
                Encoding.UTF8.GetString(row.Bytes(5)),
                row.IsNull(6) ? null : row.Int64(6)));
        }

        session.Prepare("COMMIT").Run();
        return (logs, rows);
    }

    /// <summary>What was recorded after that number.</summary>
    public List<StoredConflict> Conflicts(long tableNumber, long after)
    {
        var conflicts = new List<StoredConflict>();
        var row = session.Prepare(SelectConflicts).Bind(tableNumber).Bind(after);
        while (row.Step())
        {
            conflicts.Add(new(
                row.Int64(0),
                Encoding.UTF8.GetString(row.Bytes(1)),
                new(row.Int64(2), row.Int64(3), row.Int64(4)),
                new(row.Int64(5), row.Int64(6), row.Int64(7)),
                Encoding.UTF8.GetString(row.Bytes(8))));
        }

        return conflicts;
    }

    /// <summary>The stream's records in their order; an image that is not there is empty.</summary>
    public List<(string Key, long Kind, string Old, string New)> StreamRecords(long stream)
    {
        var records = new List<(string, long, string, string)>();
        var row = session.Prepare(SelectStream).Bind(stream);
        while (row.Step())
        {
            records.Add((
                Encoding.UTF8.GetString(row.Bytes(0)),
                row.Int64(1),
                Encoding.UTF8.GetString(row.Bytes(2)),
                Encoding.UTF8.GetString(row.Bytes(3))));
        }

        return records;
    }

    /// <summary>The entries of an index, as texts.</summary>
    public List<string> Entries(long indexNumber)
    {
        var entries = new List<string>();
        var row = session.Prepare(SelectEntries).Bind(indexNumber);
        while (row.Step())
        {
            entries.Add(Entry(row.Bytes(0), row.Bytes(1), row.Bytes(2), row.Int32(3)));
        }

        return entries;
    }

    public static string Entry(
        ReadOnlySpan<byte> partition, ReadOnlySpan<byte> sort, ReadOnlySpan<byte> itemSort, int size) =>
        $"{Convert.ToHexString(partition)}/{Convert.ToHexString(sort)} of {Encoding.UTF8.GetString(itemSort)}: {size}";

    public void Dispose() => session.Dispose();
}
