using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Conflicts as the writer records them. A loser has one entry, whoever reports it and how often: the first counts.
/// What is not kept leaves an entry without key and images, so that it is not counted twice.
/// </summary>
static class ConflictRows
{
    /// <summary>What an entry takes beside its key and its images.</summary>
    public const int EntryBytes = 200;

    const string Insert = """
        INSERT INTO conflict
            (table_number, recorded, bytes, partition, sort,
            loser_log, loser_sequence, loser_region, loser_time, loser_flags, loser_json,
            winner_log, winner_sequence, winner_region, winner_time, winner_flags, winner_json)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (table_number, loser_log, loser_sequence) DO NOTHING
        RETURNING 1
        """;

    const string AddSize = """
        INSERT INTO conflict_size (table_number, entries, bytes) VALUES (?, 1, ?)
        ON CONFLICT (table_number) DO UPDATE SET entries = entries + 1, bytes = bytes + excluded.bytes
        """;

    const string AddCount = """
        INSERT INTO conflict_count (table_number, loser_region, winner_region, conflicts) VALUES (?, ?, ?, 1)
        ON CONFLICT (table_number, loser_region, winner_region) DO UPDATE SET conflicts = conflicts + 1
        """;

    /// <summary>Records and counts the conflict, unless its loser is recorded already.</summary>
    /// <param name="under">The table's <see cref="TableEntry.ConflictsUnder"/>.</param>
    /// <param name="key">The item's key; null where only the count is to be kept.</param>
    public static void Record(
        Session session, long under, long recordedMs, ItemKey? key, ConflictingWrite loser,
        ConflictingWrite winner)
    {
        var bytes = EntryBytes;
        var insert = session.Prepare(Insert).Bind(under).Bind(recordedMs);
        if (key is { } kept)
        {
            bytes += kept.Partition.Length + kept.Sort.Length + loser.Json.Length + winner.Json.Length;
            insert.Bind(bytes).Bind(kept.Partition).Bind(kept.Sort);
        }
        else
        {
            insert.Bind(bytes).BindNull().BindNull();
        }

        Bind(insert, loser, isKept: key is not null);
        Bind(insert, winner, isKept: key is not null);
        if (!insert.Step())
        {
            return;
        }

        insert.Reset();
        session.Prepare(AddSize).Bind(under).Bind(bytes).Run();
        session.Prepare(AddCount).Bind(under).Bind(loser.Region).Bind(winner.Region).Run();
    }

    static void Bind(Statement insert, ConflictingWrite write, bool isKept) => insert
        .Bind(write.Log)
        .Bind(write.Sequence)
        .Bind(write.Region)
        .Bind(write.Time.Value)
        .Bind((long)write.Flags)
        .BindText(isKept ? write.Json : []);
}
