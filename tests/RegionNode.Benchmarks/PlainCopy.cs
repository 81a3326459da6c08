using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>
/// The copy that filling a region is measured against: the rows of one file into a new one, with the node's columns,
/// indexes and pragmas, by SQLite alone.
/// </summary>
static class PlainCopy
{
    const int RowsInTransaction = 1000;

    const string Columns =
        "id, table_number, partition, sort, time, flags, log, sequence, mine, vector, know, checksum, size, json";

    /// <summary>Copies all items; how many, and in what time.</summary>
    public static (long Rows, TimeSpan Time) Run(string source, string copy, CancellationToken cancel)
    {
        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        Execute(connection, PlainSqlite.Schema);
        Execute(connection, $"ATTACH DATABASE '{source.Replace("'", "''", StringComparison.Ordinal)}' AS source");
        using var insert = connection.CreateCommand();
        insert.CommandText = $"""
            INSERT INTO main.item ({Columns}) SELECT {Columns} FROM source.item
            WHERE id > $after ORDER BY id LIMIT {RowsInTransaction}
            """;
        var after = insert.Parameters.Add("$after", SqliteType.Integer);
        using var last = connection.CreateCommand();
        last.CommandText = "SELECT max(id) FROM main.item";

        var clock = Stopwatch.StartNew();
        long rows = 0, position = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            after.Value = position;
            insert.Transaction = transaction;
            var count = insert.ExecuteNonQuery();
            last.Transaction = transaction;
            position = last.ExecuteScalar() as long? ?? 0;
            transaction.Commit();
            rows += count;
            if (count == 0)
            {
                return (rows, clock.Elapsed);
            }
        }
    }

    static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
