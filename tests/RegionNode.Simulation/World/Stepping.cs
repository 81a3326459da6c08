using GlobalTables.RegionNode.Simulation.Checks;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>Draws what happens next, and lets it happen.</summary>
sealed class Stepping(SimulatedWorld world)
{
    readonly Step[] wheel = world.Profile.Wheel();
    readonly Faults faults = new(world);
    readonly LagChecks lags = new(world);
    readonly EntropyChecks entropy = new(world);

    Random Random => world.Random;

    public void Once()
    {
        world.Pass(Random.Next(12));
        var region = world.Any();
        if (!region.IsUp && Random.Next(8) == 0)
        {
            faults.Restart(region);
        }

        switch (wheel[Random.Next(wheel.Length)])
        {
            case Step.Write:
                Open(region);
                world.Workload.Write(region);
                if (Random.Next(4) > 0)
                {
                    world.CommitAll(region);
                }

                break;
            case Step.Read:
                world.Workload.Read(region);
                lags.Check(region, world.Any());
                break;
            case Step.Commit:
                world.Commit(region);
                break;
            case Step.Carry:
                Carry(region, world.Any(), Random.Next(1, 12));
                break;
            case Step.CarryAll:
                if (world.Network.Open(region, world.Any()) is { } stream)
                {
                    world.Network.MoveAll(stream);
                }

                break;
            case Step.Wait:
                world.Pass(Random.Next(400));
                break;
            case Step.WaitLong:
                world.Pass(Random.Next(1000, 9000));
                break;
            case Step.Plan:
                world.Control.Hear();
                world.Control.Plan();
                break;
            case Step.Push:
                world.Control.PushOne();
                break;
            case Step.House:
                KeepHouse(region);
                break;
            case Step.Verify:
                entropy.Begin(region);
                break;
            case Step.Collect:
                Collect(region);
                break;
            case var fault:
                faults.Happen(fault, region);
                break;
        }
    }

    void Carry(SimulatedRegion reader, SimulatedRegion source, int moves)
    {
        if (world.Network.Open(reader, source) is not { } stream)
        {
            return;
        }

        for (var i = 0; i < moves; i++)
        {
            if (!world.Network.Move(stream, Random.Next(3)))
            {
                break;
            }

            if (Random.Next(3) > 0)
            {
                world.Commit(reader);
            }
        }
    }

    // What a node does beside: tables become active, rows of deleted ones go, indexes are filled, parked records are
    // released.
    public void KeepHouse(SimulatedRegion region)
    {
        if (region.Node is not { } node)
        {
            return;
        }

        world.Start(() => node.Replication.SettleAsync(CancellationToken.None));
        world.Start(async () => await node.Volume.Reclaimer.ReclaimOnceAsync(CancellationToken.None));
        world.Start(async () => await node.Volume.Indexes.BuildOnceAsync(CancellationToken.None));
        world.Start(async () => await node.Volume.Parked.ReleaseOnceAsync(CancellationToken.None));
        world.CommitAll(region);
        world.Start(async () => await node.Volume.Restored.SettleAsync(CancellationToken.None));
        world.CommitAll(region);
        world.Start(async () => await node.Volume.Tails.ReplayOnceAsync(CancellationToken.None));
        world.CommitAll(region);
        if (world.Table(region) is { } table)
        {
            world.Start(() => node.Volume.Shipments.NoteAsync(table, CancellationToken.None));
            world.CommitAll(region);
        }

        Open(region);
    }

    // Clients are let in once the node is ready for them.
    void Open(SimulatedRegion region)
    {
        if (region.Node?.Opening(region.Clock) is { } open)
        {
            world.Start(open);
            world.CommitAll(region);
        }
    }

    public void Collect(SimulatedRegion region)
    {
        if (region.Node is { } node && world.Table(region) is { } table)
        {
            world.Start(async () => await node.Volume.Tombstones.CollectOnceAsync(table, CancellationToken.None));
            world.CommitAll(region);
        }
    }
}
