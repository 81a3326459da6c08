using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>One region of a <see cref="World"/>: its volume, its clock, and its readers.</summary>
sealed class WorldRegion : IDisposable
{
    readonly TestVolume volume;

    readonly TimeSpan verifyInterval;

    public WorldRegion(
        string name, int seed, ReadBounds bounds, StorageSettings settings, TimeSpan verifyInterval)
    {
        this.verifyInterval = verifyInterval;
        volume = new(name, seed, bounds, Time, hasWriter: true, settings);
        Replication = new(volume.Now, Time, TimeSpan.Zero, verifyInterval);
        Applier = new(Volume.Catalog, Volume.Queue, Volume.Parked, Volume.Restored);
    }

    public string Name => volume.Region;

    public ManualTime Time { get; } = new();

    public Volume Volume => volume.Now;

    public ReplicationService Replication { get; private set; }

    public Applier Applier { get; private set; }

    public TableEntry Table => Volume.Catalog.ByGroup(World.GroupId)!;

    public LogPositions Positions => Volume.Changes.PositionsOf(Table);

    public IReadOnlyList<ChangeRecord> Rows() => volume.Rows(Table);

    /// <summary>Makes the table as a control plane would, or gives it other members.</summary>
    public void SetMembers(
        TableState state, long epoch, IReadOnlyList<GroupMember> members, IReadOnlyList<DepartedLog>? left = null,
        long? installed = null) =>
        volume.Run(transaction =>
        {
            var catalog = Volume.Catalog;
            return catalog.PresentGroup(World.GroupId) is { } present
                ? catalog.Store(transaction, present with
                {
                    Members = members,
                    MembershipEpoch = epoch,
                    InstalledEpoch = installed ?? epoch,
                    LeftLogs = left ?? [],
                })
                : catalog.Create(
                    transaction, TestVolume.Definition("products"), World.GroupId, state, true, epoch, members);
        });

    /// <summary>Puts the item, or deletes it where there is no JSON; what was recorded, if anything was.</summary>
    public ChangeRecord? Write(string key, string json)
    {
        var itemKey = TestVolume.Key("p", key);
        var before = Positions.Head;
        if (json.Length > 0)
        {
            volume.Put(Table, itemKey, json);
        }
        else
        {
            volume.Delete(Table, itemKey);
        }

        return Positions.Head == before
            ? null
            : Rows().Single(row => row.Sort.AsSpan().SequenceEqual(itemKey.Sort));
    }

    /// <summary>Changes the file behind the back of the region, as a bad disk does, or a person.</summary>
    public int Tamper(string sql, params (string Name, object? Value)[] parameters)
    {
        using var connection = new SqliteConnection($"Data Source={volume.File};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command.ExecuteNonQuery();
    }

    public void Restart(bool crashes)
    {
        if (crashes)
        {
            volume.Crash();
        }
        else
        {
            volume.Reopen();
        }

        BeginAnew();
    }

    public string Backup() => volume.Backup();

    public void Restore(string backup)
    {
        volume.Restore(backup);
        BeginAnew();
    }

    public void Wipe()
    {
        volume.Wipe();
        BeginAnew();
    }

    public void Dispose() => volume.Dispose();

    void BeginAnew()
    {
        Replication = new(volume.Now, Time, TimeSpan.Zero, verifyInterval);
        Applier = new(Volume.Catalog, Volume.Queue, Volume.Parked, Volume.Restored);
    }
}
