using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>How far the difference has come that makes a table's first copy.</summary>
/// <param name="SourceLog">The log of the region that it is taken from.</param>
/// <param name="Asked">What this region covered when it began, by log id: what it was asked against.</param>
/// <param name="Covered">What the source could claim at the first chunk, by log id.</param>
/// <param name="After">The last key that is here.</param>
sealed record FillProgress(long SourceLog, VersionVector Asked, VersionVector Covered, ItemKey After);

/// <summary>Keeps the progress of first copies, so that a restart on either side goes on and not back.</summary>
sealed class FillStore(Database database)
{
    const string Select =
        "SELECT source_log, vector, covered, partition, sort FROM fill WHERE table_number = ?";

    const string Upsert = """
        INSERT INTO fill (table_number, source_log, vector, covered, partition, sort) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (table_number) DO UPDATE SET source_log = excluded.source_log, vector = excluded.vector,
            covered = excluded.covered, partition = excluded.partition, sort = excluded.sort
        """;

    const string Delete = "DELETE FROM fill WHERE table_number = ?";

    /// <summary>Null where nothing has come yet.</summary>
    public FillProgress? Load(TableEntry table)
    {
        using var lease = database.Read();
        var row = lease.Session.Prepare(Select).Bind(table.Number);
        if (!row.Step())
        {
            return null;
        }

        // Vectors by log id here: the codec does not care what its numbers are.
        var progress = new FillProgress(
            row.Int64(0),
            VectorCodec.Decode(row.Bytes(1)),
            VectorCodec.Decode(row.Bytes(2)),
            new(row.Bytes(3).ToArray(), row.Bytes(4).ToArray()));
        row.Reset();
        return progress;
    }

    public static void Save(WriteTransaction transaction, TableEntry table, FillProgress progress)
    {
        transaction.Changed();
        transaction.Session.Prepare(Upsert)
            .Bind(table.Number)
            .Bind(progress.SourceLog)
            .Bind(VectorCodec.Encode(progress.Asked))
            .Bind(VectorCodec.Encode(progress.Covered))
            .Bind(progress.After.Partition)
            .Bind(progress.After.Sort)
            .Run();
    }

    public static void Forget(WriteTransaction transaction, long tableNumber) =>
        transaction.Session.Prepare(Delete).Bind(tableNumber).Run();
}
