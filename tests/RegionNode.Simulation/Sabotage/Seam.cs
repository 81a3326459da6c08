using GlobalTables.RegionNode.Simulation.World;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Simulation.Sabotage;

/// <summary>
/// Sabotage at the seams that the simulator owns: on the wire, and in the files while no process has them open. Cheap
/// enough for every run of the tests.
/// </summary>
static class Seam
{
    public static readonly IReadOnlyDictionary<string, Action<SimulatedWorld>> All =
        new SortedDictionary<string, Action<SimulatedWorld>>(StringComparer.Ordinal)
        {
            ["cut batches say that they are complete"] = world => world.Network.AlterAnswer = frame =>
            {
                if (frame.Batch is { } batch)
                {
                    batch.Complete = true;
                }
            },
            ["batches lose a record"] = world => world.Network.AlterAnswer = frame =>
            {
                if (frame.Batch?.Records?.Records_ is { Count: > 1 } records)
                {
                    records.RemoveAt(0);
                }
            },
            ["readers acknowledge what they do not have"] = world => world.Network.AlterQuestion = frame =>
            {
                foreach (var entry in frame.Acknowledge?.Covered ?? [])
                {
                    entry.Sequence += 5;
                }
            },
            ["tombstones vanish at a restart"] = world => OnFiles(world, "DELETE FROM item WHERE json IS NULL"),
            ["the clock is set back at a restart"] = world => OnFiles(world, "UPDATE volume SET clock = 0"),
            ["claims are set ahead at a restart"] = world => OnFiles(
                world, "UPDATE log SET covered = covered + 2, cursor = cursor + 2 WHERE covered > 0 AND covered < 1000000 " +
                "AND number NOT IN (SELECT own_log FROM catalog)"),
            ["the last write is gone at a restart"] = world => OnFiles(
                world, "DELETE FROM item WHERE id = (SELECT id FROM item ORDER BY time DESC LIMIT 1)"),
        };

    static void OnFiles(SimulatedWorld world, string sql) => world.AlterFiles = file =>
    {
        if (!File.Exists(file))
        {
            return;
        }

        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'item'";
        if ((long)command.ExecuteScalar()! > 0)
        {
#pragma warning disable CA2100 // Constants of this file.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    };
}
