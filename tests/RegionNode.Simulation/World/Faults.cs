using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Simulation.Running;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>What goes wrong.</summary>
sealed class Faults(SimulatedWorld world)
{
    const int CopiesMax = 3;

    Random Random => world.Random;

    public void Happen(Step fault, SimulatedRegion region)
    {
        switch (fault)
        {
            case Step.Break when world.Network.All.ToList() is { Count: > 0 } streams:
                world.Network.Break(streams[Random.Next(streams.Count)], "at random");
                break;
            case Step.Partition:
                Partition(region, world.Any());
                break;
            case Step.Heal:
                world.Network.HealAll();
                world.Control.SetReachable(region.Name, true);
                break;
            case Step.Slow:
                world.Counters.Count(Rare.SlowLink);
                world.Network.Slow(
                    region.Name, world.Any().Name, TimeSpan.FromMilliseconds(Random.Next(Random.Next(2) == 0 ? 50 : 3000)));
                break;
            case Step.Clock:
                DisturbClock(region);
                break;
            case Step.Crash:
                var one = Random.Next(2) == 0 ? Filling() ?? region : region;
                Crash(one);
                world.Pass(Random.Next(50));
                Restart(one);
                break;
            case Step.Down when region.IsUp:
                world.Counters.Count(Rare.RegionDown);
                Crash(region);
                break;
            case Step.Late:
                Late();
                break;
            case Step.PushFault:
                DisturbPush();
                break;
            case Step.Rival when Random.Next(6) == 0:
                Forget();
                break;
            case Step.Rival:
                world.Control.PlanAsFormer();
                break;
            case Step.Declare when !world.Control.IsForgotten:
                Declare(region);
                break;
            case Step.Force when !world.Control.IsForgotten:
                Force(region);
                break;
            case Step.Volume:
                LoseVolume(region);
                break;
            default:
                break;
        }

    }

    // A group of which no wanted region has a copy cannot be found again, its name alone makes a new one: the manifest
    // is not changed while the memory is lost.
    void Forget()
    {
        var isFound = world.Control.Wanted.Any(region =>
            world.Control.IsReachable(region) && world.LifeOf(world.Regions[region]) is { } life && world.IsMember(life));
        if (isFound)
        {
            world.Control.Forget();
        }
    }

    public void Restart(SimulatedRegion region)
    {
        if (region.IsUp)
        {
            return;
        }

        world.Trace.Note($"{region.Name} starts");
        region.Start();
        if (world.GroupId is { } groupId)
        {
            if (world.Table(region) is { IsReadable: false } table && region.Node!.Volume.Fills.Load(table) is not null)
            {
                world.Counters.Count(Rare.ResumedBootstrap);
            }

            world.Observer.LookAtAll(region, groupId);
        }
    }

    // A region whose first copy is half here: that is rare, and to be resumed.
    SimulatedRegion? Filling() => world.Regions.Values.FirstOrDefault(region =>
        world.Table(region) is { IsReadable: false } table && region.Node!.Volume.Fills.Load(table) is not null);

    public void Crash(SimulatedRegion region)
    {
        if (region.Node is not { } node)
        {
            return;
        }

        world.Counters.Count(Rare.Crash);
        string? left = null;
        switch (Random.Next(3))
        {
            case 0:
                world.Workload.Write(region);
                world.Counters.Count(Rare.CrashWithQueue);
                break;
            case 1:
                // The kill falls into the writer's transaction: what is left is what the files are at that moment.
                world.Workload.Write(region);
                world.Workload.Write(region);
                world.Start(async () => await node.Volume.Queue.RunAsync(
                    _ => left ??= region.CopyFiles(), CancellationToken.None));
                _ = node.Volume.Queue.CommitOnce();
                world.Pump.Clear();
                world.Counters.Count(Rare.CrashInTransaction);
                break;
            default:
                break;
        }

        world.Trace.Note($"{region.Name} is killed{(left is null ? "" : " in a transaction")}");
        world.Network.BreakAllOf(region, $"{region.Name} is killed");
        region.Stop(left);
        world.Pump.Clear();
    }

    void DisturbPush()
    {
        switch (Random.Next(3))
        {
            case 0:
                world.Control.LosePush();
                break;
            case 1:
                world.Control.PushLate();
                break;
            default:
                world.Control.RepeatPush();
                break;
        }
    }

    void Partition(SimulatedRegion one, SimulatedRegion other)
    {
        if (one == other)
        {
            world.Control.SetReachable(one.Name, false);
            return;
        }

        world.Network.Cut(one.Name, other.Name);
        if (Random.Next(2) == 0)
        {
            world.Network.Cut(other.Name, one.Name);
            world.Counters.Count(Rare.PairwisePartition);
        }
        else
        {
            world.Counters.Count(Rare.OneWayPartition);
        }

        world.Trace.Note($"{one.Name} cannot reach {other.Name}");
    }

    void DisturbClock(SimulatedRegion region)
    {
        switch (Random.Next(4))
        {
            case 0:
                world.Counters.Count(Rare.ClockDrift);
                region.Clock.Drift(Random.Next(-50, 51));
                break;
            case 1:
                region.Clock.Synchronise();
                break;
            default:
                world.Counters.Count(Rare.ClockJump);
                region.Clock.Jump(TimeSpan.FromMilliseconds(Random.Next(-10_000, 10_001)));
                break;
        }
    }

    void Late()
    {
        if (Random.Next(3) == 0)
        {
            world.Network.Late.DeliverUnread();
        }
        else
        {
            world.Network.Late.DeliverPast();
        }
    }

    void Declare(SimulatedRegion region)
    {
        var wanted = world.Control.Wanted.ToList();
        if (wanted.Contains(region.Name))
        {
            if (wanted.Count < 2)
            {
                return;
            }

            wanted.Remove(region.Name);
        }
        else
        {
            wanted.Add(region.Name);
        }

        world.Control.Declare([.. wanted.Order(StringComparer.Ordinal)]);
    }

    // The region is cut off from the control plane, and given up; it may go on as if nothing were.
    void Force(SimulatedRegion region)
    {
        var wanted = world.Control.Wanted.ToList();
        if (wanted.Count < 2 || !wanted.Remove(region.Name))
        {
            world.Control.Unforce(region.Name);
            world.Control.SetReachable(region.Name, true);
            return;
        }

        world.Trace.Note($"{region.Name} is given up");
        world.Control.SetReachable(region.Name, false);
        world.Control.Force(region.Name);
        world.Control.Declare(wanted);
    }

    void LoseVolume(SimulatedRegion region)
    {
        switch (Random.Next(3))
        {
            case 0 when region.IsUp && region.Copies.Count < CopiesMax:
                world.CommitAll(region);
                region.Copies.Add(new(
                    region.CopyFiles(),
                    LivesOf(region).ToDictionary(life => life.Log, life => life.Writes.ToArray()),
                    LivesOf(region).Where(life => life.Writes.Any(write => write.IsOnLostVolume))
                        .Select(life => life.Log)
                        .ToHashSet()));
                break;
            case 1:
                Wipe(region);
                break;
            case 2 when region.Copies.Count > 0:
                Restore(region, region.Copies[Random.Next(region.Copies.Count)]);
                break;
            default:
                break;
        }
    }

    IEnumerable<Life> LivesOf(SimulatedRegion region) =>
        world.History.Lives.Where(life => life.Region == region.Name);

    // Somebody else has to have the data, or there is nothing left to check; and while the control plane has forgotten
    // the group, a region where it looks for it: see Forget.
    bool HasOther(SimulatedRegion region) => world.Regions.Values.Any(other => other != region
        && (!world.Control.IsForgotten || world.Control.Wanted.Contains(other.Name))
        && world.Table(other) is { IsReadable: true }
        && world.LifeOf(other) is { IsVolumeLost: false } life
        && world.IsMember(life));

    void Restore(SimulatedRegion region, VolumeCopy copy)
    {
        if (!HasOther(region))
        {
            return;
        }

        world.Trace.Note($"{region.Name} gets an old copy of its volume");
        world.Counters.Count(Rare.RestoredVolume);
        world.Network.BreakAllOf(region, "its volume is set back");
        region.Restore(copy);
        world.Pump.Clear();

        // What was written over is known by its stamps: a copy comes back later than what it had said.
        region.Clock.CatchUp(DateTimeOffset.FromUnixTimeMilliseconds(region.HighestStamp.UnixMilliseconds + 1));
        region.LastStamp = 0;
        foreach (var life in LivesOf(region))
        {
            life.SetBack(copy.Writes.GetValueOrDefault(life.Log) ?? [], !copy.Gone.Contains(life.Log));
        }

        region.Start();
        if (world.GroupId is { } groupId)
        {
            world.Observer.LookAtAll(region, groupId);
        }

        if (Random.Next(2) == 0)
        {
            WriteAlone(region);
        }
    }

    // Nobody can tell the region that its volume is an old one: after a while it lets clients in.
    void WriteAlone(SimulatedRegion region)
    {
        foreach (var other in world.Regions.Keys.Where(name => name != region.Name))
        {
            world.Network.Cut(region.Name, other);
            world.Network.Cut(other, region.Name);
        }

        _ = region.Node!.Opening(region.Clock);
        world.Pass((int)ReplicationTimes.Confirmation.TotalMilliseconds);
        if (region.Node.Opening(region.Clock) is { } open)
        {
            world.Start(open);
            world.CommitAll(region);
        }

        for (var left = Random.Next(1, 8); left > 0; left--)
        {
            world.Pass(Random.Next(20));
            world.Workload.Write(region);
            world.CommitAll(region);
        }
    }

    void Wipe(SimulatedRegion region)
    {
        if (!HasOther(region))
        {
            return;
        }

        world.Trace.Note($"{region.Name} loses its volume");
        world.Counters.Count(Rare.WipedVolume);
        foreach (var life in LivesOf(region))
        {
            life.LoseVolume();
        }

        world.Network.BreakAllOf(region, "its volume is lost");
        region.Wipe();
        world.Pump.Clear();
        region.LastStamp = 0;
        region.Start();
    }
}
