using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// What was lost to concurrent writes, as this region has met it: a conflict is recorded where its two versions meet
/// first, so all of a table's conflicts are what its regions have recorded together. Each loser is named by its log
/// and sequence, in every region alike.
/// </summary>
sealed class ConflictLog(Database database)
{
    const string SelectAfter = """
        SELECT number, recorded, partition, sort,
            loser_log, loser_sequence, loser_region, loser_time, loser_flags, loser_json,
            winner_log, winner_sequence, winner_region, winner_time, winner_flags, winner_json
        FROM conflict WHERE table_number = ? AND partition IS NOT NULL AND number > ? ORDER BY number
        """;

    const string SelectCounts =
        "SELECT loser_region, winner_region, conflicts FROM conflict_count WHERE table_number = ?";

    const int LoserColumn = 4;
    const int WinnerColumn = 10;

    /// <summary>Reads what is kept after a position, oldest first: a bounded number of entries and bytes.</summary>
    public IReadOnlyList<Conflict> ReadAfter(TableEntry table, long position, int limit)
    {
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectAfter).Bind(table.ConflictsUnder).Bind(position);
        var conflicts = new List<Conflict>();
        long bytes = 0;
        while (conflicts.Count < limit && bytes < Limits.PageBytesMax && select.Step())
        {
            var conflict = new Conflict(
                select.Int64(0),
                DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(1)),
                new(select.Bytes(2).ToArray(), select.Bytes(3).ToArray()),
                Write(select, LoserColumn),
                Write(select, WinnerColumn));
            conflicts.Add(conflict);
            bytes += conflict.Loser.Json.Length + conflict.Winner.Json.Length;
        }

        return conflicts;
    }

    /// <summary>
    /// All conflicts of the table that this region has met, kept or not, by pair of regions, in the order of names.
    /// </summary>
    public IReadOnlyList<ConflictCount> CountsOf(TableEntry table)
    {
        using var lease = database.Read();
        var select = lease.Session.Prepare(SelectCounts).Bind(table.ConflictsUnder);
        var counts = new List<ConflictCount>();
        while (select.Step())
        {
            counts.Add(new(select.Text(0), select.Text(1), select.Int64(2)));
        }

        return counts;
    }

    static ConflictingWrite Write(Statement row, int column) => new()
    {
        Log = row.Int64(column),
        Sequence = row.Int64(column + 1),
        Region = row.Text(column + 2),
        Time = new(row.Int64(column + 3)),
        Flags = (RowFlags)row.Int64(column + 4),
        Json = row.Bytes(column + 5).ToArray(),
    };
}
