using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Records whose stamps lie beyond the clock bound (rule 13): kept durably and not applied, so that a region with a
/// wrong clock cannot drag the others' clocks along; applied once their time has come. Claims wait for them, reading
/// does not.
/// </summary>
sealed class ParkedRecords(Database database, TableCatalog catalog, CommitQueue queue, TimeSpan maxOffset)
{
    const string Insert = """
        INSERT INTO parked (table_number, log, sequence, via, via_cap, partition, sort, time, flags, vector, checksum,
            size, json)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (table_number, log, sequence, via) DO UPDATE SET via_cap = min(via_cap, excluded.via_cap)
        """;

    const string SelectDue = """
        SELECT partition, sort, time, flags, log, sequence, vector, checksum, size, json, id, table_number
        FROM parked WHERE time <= ? ORDER BY time LIMIT ?
        """;

    const string SelectOfLog = """
        SELECT 1 FROM parked
        WHERE table_number = ?1 AND log = (SELECT number FROM log WHERE table_number = ?1 AND id = ?2) LIMIT 1
        """;

    const string SelectCount = "SELECT count(*) FROM parked";
    const string DeleteRow = "DELETE FROM parked WHERE id = ?";
    const string DeleteTable = "DELETE FROM parked WHERE table_number = ?";

    long parkedSoFar;
    bool hasWork = true;

    /// <summary>How many records this process has parked.</summary>
    public long ParkedSoFar => Volatile.Read(ref parkedSoFar);

    /// <summary>Whether the record comes from beyond the bound, at this moment.</summary>
    public bool IsBeyond(WriteTransaction transaction, ChangeRecord record) =>
        record.Time > transaction.Clock.Horizon(maxOffset);

    /// <summary>Keeps the record for later.</summary>
    /// <param name="via">The log whose feed brought it; null for a difference.</param>
    /// <param name="viaCap">Up to where that log may be claimed without it.</param>
    /// <returns>False when there are too many already: the batch is then refused, and comes again.</returns>
    public bool TryPark(
        WriteTransaction transaction, TableEntry table, ChangeRecord record, LogProgress? via, long viaCap)
    {
        var logs = transaction.LogsOf(table.Number);
        if (logs.Parked >= Limits.ParkedRecordsMax)
        {
            return false;
        }

        var log = logs.ById(record.Log);
        var viaNumber = via?.Number ?? ClaimCaps.Difference;
        transaction.Changed();
        transaction.Session.Prepare(Insert)
            .Bind(table.Number)
            .Bind(log.Number)
            .Bind(record.Sequence)
            .Bind(viaNumber)
            .Bind(viaCap)
            .Bind(record.Partition)
            .Bind(record.Sort)
            .Bind(record.Time.Value)
            .Bind((long)record.Flags)
            .Bind(VectorCodec.Encode(ItemGate.Localised(logs, record.Vector)))
            .Bind(record.Checksum)
            .Bind(record.Size)
            .BindText(record.Json)
            .Run();
        logs.Park(log, record.Sequence, viaNumber, viaCap);
        transaction.OnCommitted(() =>
        {
            Interlocked.Increment(ref parkedSoFar);
            Volatile.Write(ref hasWork, true);
        });
        return true;
    }

    /// <summary>
    /// Whether a write of a log that has left the group waits here: nobody is to believe that all of it was handed on
    /// (rule 11), while a difference does not bring it.
    /// </summary>
    public bool HoldsDeparted(TableEntry table)
    {
        if (table.LeftLogs.Count == 0 || !Volatile.Read(ref hasWork))
        {
            return false;
        }

        using var lease = database.Read();
        foreach (var left in table.LeftLogs)
        {
            var row = lease.Session.Prepare(SelectOfLog).Bind(table.Number).Bind(left.Log);
            var isThere = row.Step();
            row.Reset();
            if (isThere)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Applies some of the records whose time has come; false when there were none.</summary>
    public async Task<bool> ReleaseOnceAsync(CancellationToken cancel) =>
        Volatile.Read(ref hasWork) && await queue.RunAsync(Release, cancel) > 0;

    /// <summary>Drops what belongs to a table that goes.</summary>
    public static void Forget(WriteTransaction transaction, long tableNumber) =>
        transaction.Session.Prepare(DeleteTable).Bind(tableNumber).Run();

    int Release(WriteTransaction transaction)
    {
        var due = Due(transaction);
        var tables = new HashSet<long>();
        foreach (var (id, tableNumber, record) in due)
        {
            transaction.Changed();
            transaction.Session.Prepare(DeleteRow).Bind(id).Run();
            if (record is not null)
            {
                _ = transaction.Apply(tableNumber, record);
                tables.Add(tableNumber);
            }
        }

        foreach (var tableNumber in tables)
        {
            transaction.LogsOf(tableNumber).Released(transaction.Session);
        }

        var count = transaction.Session.Prepare(SelectCount);
        _ = count.Step();
        var isEmpty = count.Int64(0) == 0;
        count.Reset();
        if (isEmpty)
        {
            transaction.OnCommitted(() => Volatile.Write(ref hasWork, false));
        }

        return due.Count;
    }

    List<(long Id, long TableNumber, ChangeRecord? Record)> Due(WriteTransaction transaction)
    {
        var due = new List<(long, long, ChangeRecord?)>();
        var names = new Dictionary<long, LogNames?>();
        var rows = transaction.Session.Prepare(SelectDue)
            .Bind(transaction.Clock.Horizon(maxOffset).Value)
            .Bind(Limits.ReleaseRecordsMax);
        while (rows.Step())
        {
            var tableNumber = rows.Int64(11);
            if (!names.TryGetValue(tableNumber, out var logs))
            {
                logs = catalog.ByNumber(tableNumber) is { } table ? LogNames.Load(transaction.Session, table) : null;
                names.Add(tableNumber, logs);
            }

            due.Add((rows.Int64(10), tableNumber, logs?.Record(rows, [])));
        }

        return due;
    }
}
