using GlobalTables.RegionNode.Simulation.Running;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>What a disk may do to a region's file: one row changes by itself, or is gone.</summary>
sealed class Damage(SimulatedWorld world)
{
    const string SelectRow =
        "SELECT CAST(json AS BLOB) FROM item WHERE table_number = $table AND sort = CAST($sort AS BLOB)";
    const string UpdateRow =
        "UPDATE item SET json = CAST($json AS TEXT) WHERE table_number = $table AND sort = CAST($sort AS BLOB)";
    const string DeleteRow = "DELETE FROM item WHERE table_number = $table AND sort = CAST($sort AS BLOB)";

    /// <summary>Strikes a row that others have too, while its region is down; null where there is none.</summary>
    public SimulatedRegion? Strike()
    {
        var members = world.Regions.Values
            .Where(region => world.LifeOf(region) is { } life && world.IsMember(life))
            .ToList();
        var region = members[world.Random.Next(members.Count)];
        var life = world.LifeOf(region)!;
        var keys = life.Items.Where(item => item.Value.Row is { IsTombstone: false }).Select(item => item.Key)
            .Order(StringComparer.Ordinal).ToList();
        if (members.Count < 2 || keys.Count == 0)
        {
            return null;
        }

        var key = keys[world.Random.Next(keys.Count)];
        var table = world.Table(region)!.Number;
        world.Network.BreakAllOf(region, "its disk fails");
        region.StopOrderly();
        if (world.Random.Next(2) == 0)
        {
            world.Counters.Count(Rare.LostRow);
            world.Trace.Note($"{region.Name} loses its row of {key}");
            Run(region, DeleteRow, table, key, json: null);
            var view = life[key];
            (view.Row, view.Highest) = (null, null);
        }
        else
        {
            world.Counters.Count(Rare.DamagedRow);
            world.Trace.Note($"{region.Name} has its row of {key} damaged");
            var json = (byte[])Run(region, SelectRow, table, key, json: null)!;
            json[world.Random.Next(json.Length)] ^= (byte)(1 << world.Random.Next(7));
            Run(region, UpdateRow, table, key, json);
        }

        region.Start();
        return region;
    }

    static object? Run(SimulatedRegion region, string sql, long table, string key, byte[]? json)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(region.Folder, VolumeView.FileName),
            Pooling = false,
        }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$table", table);
        command.Parameters.AddWithValue("$sort", key);
        if (json is not null)
        {
            command.Parameters.AddWithValue("$json", json);
        }

        return command.ExecuteScalar();
    }
}
