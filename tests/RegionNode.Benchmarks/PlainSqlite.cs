using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>
/// The plain program that the node is measured against: one thread, prepared statements, the node's row with the
/// node's indexes and pragmas, nothing else. It knows neither HTTP nor conditions nor who waits for an answer.
/// </summary>
sealed class PlainSqlite : IDisposable
{
    /// <summary>The node's table of items, its indexes and pragmas.</summary>
    public const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 8000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -65536;
        CREATE TABLE item (
            id INTEGER PRIMARY KEY,
            table_number INTEGER NOT NULL,
            partition BLOB NOT NULL,
            sort BLOB NOT NULL,
            time INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            log INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            mine INTEGER,
            vector BLOB NOT NULL,
            know BLOB,
            checksum INTEGER NOT NULL,
            size INTEGER NOT NULL,
            json TEXT
        ) STRICT;
        CREATE UNIQUE INDEX item_key ON item (table_number, partition, sort);
        CREATE INDEX item_feed ON item (log, sequence);
        CREATE INDEX item_mine ON item (table_number, mine) WHERE mine IS NOT NULL;
        CREATE INDEX item_tombstone ON item (log, sequence) WHERE json IS NULL;
        """;

    const string Upsert = """
        INSERT INTO item (table_number, partition, sort, time, flags, log, sequence, vector, checksum, size, json)
        VALUES (1, $partition, x'', $sequence, 0, 1, $sequence, $vector, $sequence, 1024, $json)
        ON CONFLICT (table_number, partition, sort) DO UPDATE SET
            time = excluded.time, sequence = excluded.sequence, vector = excluded.vector,
            checksum = excluded.checksum, size = excluded.size, json = excluded.json
        """;

    const string Select = "SELECT json FROM item WHERE table_number = 1 AND partition = $partition AND sort = x''";

    readonly byte[] partition = new byte[BenchmarkItems.KeyChars];
    readonly byte[] json = BenchmarkItems.Json(0);
    readonly int keyInJson;
    readonly Random random = new(17);
    readonly SqliteConnection connection;
    readonly SqliteCommand upsert;
    readonly SqliteCommand select;
    long items;
    long sequence;

    public PlainSqlite(string folder)
    {
        keyInJson = BenchmarkItems.KeyIn(json);
        connection = new($"Data Source={Path.Combine(folder, "plain.db")};Pooling=False");
        connection.Open();
        using var schema = connection.CreateCommand();
        schema.CommandText = Schema;
        schema.ExecuteNonQuery();
        upsert = Prepared(Upsert);
        upsert.Parameters.AddWithValue("$partition", partition);
        upsert.Parameters.Add("$sequence", SqliteType.Integer);
        upsert.Parameters.AddWithValue("$vector", new byte[16]);
        upsert.Parameters.Add("$json", SqliteType.Text);
        select = Prepared(Select);
        select.Parameters.AddWithValue("$partition", partition);
    }

    /// <summary>Rows a second, so many in a commit.</summary>
    public double PutNew(TimeSpan time, int group) => Write(time, group, () => items++);

    /// <summary>Rows a second, so many in a commit.</summary>
    public double Overwrite(TimeSpan time, int group) => Write(time, group, () => random.NextInt64(items));

    public double Get(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        long count = 0;
        for (; clock.Elapsed < time; count++)
        {
            BenchmarkItems.WriteKey(random.NextInt64(items), partition);
            if (select.ExecuteScalar() is not string)
            {
                throw new InvalidOperationException("An item is missing.");
            }
        }

        return count / clock.Elapsed.TotalSeconds;
    }

    public void Dispose()
    {
        upsert.Dispose();
        select.Dispose();
        connection.Dispose();
    }

    double Write(TimeSpan time, int group, Func<long> next)
    {
        var clock = Stopwatch.StartNew();
        long count = 0;
        while (clock.Elapsed < time)
        {
            using var transaction = connection.BeginTransaction();
            upsert.Transaction = transaction;
            for (var i = 0; i < group; i++)
            {
                Write(next());
            }

            transaction.Commit();
            count += group;
        }

        return count / clock.Elapsed.TotalSeconds;
    }

    void Write(long number)
    {
        BenchmarkItems.WriteKey(number, partition);
        partition.CopyTo(json, keyInJson);
        upsert.Parameters["$sequence"].Value = ++sequence;
        upsert.Parameters["$json"].Value = Encoding.UTF8.GetString(json);
        upsert.ExecuteNonQuery();
    }

    // Kept, a command is compiled by its first execution and never again.
    SqliteCommand Prepared(string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }
}
