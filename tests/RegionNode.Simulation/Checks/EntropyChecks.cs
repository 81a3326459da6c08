using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Simulation.World;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>
/// The comparison of the regions with each other: it finds and repairs what a disk has done, and nothing else.
/// </summary>
sealed class EntropyChecks(SimulatedWorld world)
{
    /// <summary>The region compares its table with all others as soon as it can.</summary>
    public void Begin(SimulatedRegion region)
    {
        if (world.Table(region) is { IsReadable: true } table)
        {
            CheckNothingRepaired(region);
            world.Counters.Count(Rare.Verified);
            region.Node!.Replication.Verify(table);
        }
    }

    public void BeginAll()
    {
        foreach (var region in Members())
        {
            region.Node!.Replication.Verify(world.Table(region)!);
        }
    }

    /// <summary>Everybody has compared itself with everybody to the end.</summary>
    public void CheckDone()
    {
        foreach (var region in Members())
        {
            foreach (var source in Members().Where(source => source != region))
            {
                var report = region.Node!.Replication.VerificationOf(world.Table(region)!, source.Name);
                if (report is not { State: VerifyState.Idle, FinishedAt: not null, LastError: null, NotRepaired: 0 })
                {
                    throw new Violation(Promise.AntiEntropy, "comparison-stuck",
                        $"{region.Name} does not come to the end of its comparison with {source.Name}: {report}");
                }
            }
        }
    }

    public void CheckNothingRepaired()
    {
        foreach (var region in Members())
        {
            CheckNothingRepaired(region);
        }
    }

    /// <summary>The struck region has put its row right, and holds all rows as they were written.</summary>
    public void CheckRepaired(SimulatedRegion struck)
    {
        if (struck.Node!.Replication.RepairedRows(world.Table(struck)!) != 1)
        {
            throw new Violation(Promise.AntiEntropy, "not-repaired",
                $"{struck.Name} has repaired {struck.Node.Replication.RepairedRows(world.Table(struck)!)} rows, not 1");
        }

        foreach (var region in Members())
        {
            if (region != struck)
            {
                CheckNothingRepaired(region);
            }

            foreach (var row in region.Node!.View.Read(world.Table(region)!.Number).Rows)
            {
                if (world.History.Find(row.Key, row.Version)?.Json != row.Json)
                {
                    throw new Violation(Promise.AntiEntropy, "not-as-written",
                        $"{region.Name} has {row.Version} of {row.Key} as {row.Json}");
                }
            }
        }
    }

    // A volume that was set back truly lacks what it wrote after that, until it finds out and begins anew.
    void CheckNothingRepaired(SimulatedRegion region)
    {
        if (world.Table(region) is { } table && region.Node!.Replication.RepairedRows(table) is > 0 and var repaired
            && !world.History.Lives.Any(life => life.IsSetBack))
        {
            throw new Violation(Promise.AntiEntropy, "false-alarm",
                $"{region.Name} has repaired {repaired} rows of which none was damaged");
        }
    }

    List<SimulatedRegion> Members() =>
    [
        .. world.Regions.Values.Where(region => world.LifeOf(region) is { } life && world.IsMember(life)),
    ];
}
