using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>Heals everything and lets the regions come to rest.</summary>
sealed class Settling(SimulatedWorld world)
{
    const int RoundsMax = 120;

    /// <summary>Nobody's stamps are so far ahead that they are in the future still.</summary>
    static readonly TimeSpan Caught = TimeSpan.FromSeconds(25);

    readonly Faults faults = new(world);
    readonly Stepping stepping = new(world);
    readonly EntropyChecks entropy = new(world);
    readonly Damage damage = new(world);

    public void Heal()
    {
        world.Trace.Note("everything is healed");
        world.Network.HealAll();
        world.Network.Late.Forget();
        world.Control.DropPushes();
        foreach (var region in world.Regions.Values)
        {
            faults.Restart(region);
            region.Clock.Synchronise();
            world.Control.SetReachable(region.Name, true);
            world.Control.Unforce(region.Name);
            world.CommitAll(region);
        }

        world.Time.Pass(Caught);
    }

    /// <summary>Until nobody lacks anything and nobody has anything to say.</summary>
    public void Settle()
    {
        var quiet = 0;
        for (var round = 0; round < RoundsMax && quiet < 3; round++)
        {
            var isNews = world.Control.Settle();
            foreach (var reader in world.Regions.Values)
            {
                foreach (var source in world.Regions.Values)
                {
                    if (world.Network.Open(reader, source) is { } stream)
                    {
                        var before = Picture(reader);
                        world.Network.MoveAll(stream);
                        isNews |= before != Picture(reader);
                    }
                }

                stepping.KeepHouse(reader);
                isNews |= reader.Node!.Volume.Catalog.All.Any(
                    table => table.Indexes.Any(index => index.State != IndexState.Active));
            }

            world.Time.Pass(ReplicationTimes.AskAgain + ReplicationTimes.AskAgain);
            quiet = isNews ? 0 : quiet + 1;
        }

        if (quiet < 3)
        {
            throw new Violation(Promise.Convergence, "restless", "The regions do not come to rest.");
        }
    }

    /// <summary>All regions compare themselves with each other, and find nothing.</summary>
    public void Verify()
    {
        Compare();
        entropy.CheckNothingRepaired();
    }

    /// <summary>A row of one region changes by itself, or goes; the comparison finds it, and puts it right.</summary>
    public void Damage()
    {
        if (damage.Strike() is not { } struck)
        {
            return;
        }

        Compare();
        entropy.CheckRepaired(struck);
    }

    // Where an answer was waited for in vain, that source is not asked for a while.
    void Compare()
    {
        for (var pause = 0; pause < 2; pause++)
        {
            Settle();
            world.Time.Pass(ReplicationTimes.VerifyPatience);
        }

        entropy.BeginAll();
        Settle();

        entropy.CheckDone();
    }

    /// <summary>Until no tombstone is left that may go.</summary>
    public void Collect()
    {
        world.Trace.Note("tombstones are collected");
        world.Time.Pass(world.Settings.TombstoneRetention + TimeSpan.FromSeconds(1));
        Settle();
        foreach (var region in world.Regions.Values)
        {
            for (var round = 0; round < world.Keys; round++)
            {
                stepping.Collect(region);
            }
        }

        Settle();
    }

    // Everything that may still change, in a few numbers.
    string Picture(SimulatedRegion region)
    {
        if (world.Table(region) is not { } table)
        {
            return "";
        }

        var (logs, rows) = region.Node!.View.Read(table.Number);
        return $"{table.State} {string.Join(' ', logs)} {string.Join(' ', rows.Select(row => row.Version))}";
    }
}
