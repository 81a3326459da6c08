using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Simulation.World;

namespace GlobalTables.RegionNode.Simulation.Running;

/// <summary>What came of one seed.</summary>
sealed record SeedResult(int Seed, Violation? Violation, ulong Hash, Counters Counters);

/// <summary>One run: a world drawn from the seed, so many steps, and then everything is healed and compared.</summary>
static class SeedRun
{
    public const int StepsUsual = 2000;

    public static SeedResult Run(int seed, int steps, Trace? trace = null, Action<SimulatedWorld>? sabotage = null)
    {
        trace ??= new(keepsLines: false);
        var profile = Profile.Of(seed);
        var random = new Random(seed);
        using var world = new SimulatedWorld(random, profile, trace);
        sabotage?.Invoke(world);
        try
        {
            var regions = random.Next(profile.RegionsMin, profile.RegionsMax + 1);
            world.Found(regions, random.Next(Math.Min(2, regions), regions + 1));
            var stepping = new Stepping(world);
            for (var step = 0; step < steps; step++)
            {
                stepping.Once();
            }

            Finish(world);
            world.CountAtEnd();
            return new(seed, null, trace.Hash, world.Counters);
        }
        catch (Violation violation)
        {
            world.CountAtEnd();
            trace.Note($"!! {violation.Message}");
            return new(seed, violation, trace.Hash, world.Counters);
        }
    }

    /// <summary>Heals everything, lets it come to rest, and compares.</summary>
    public static void Finish(SimulatedWorld world)
    {
        var settling = new Settling(world);
        var checks = new FinalChecks(world);
        settling.Heal();
        settling.Settle();
        checks.Check("after healing");
        new StreamChecks(world).Check();
        settling.Verify();
        settling.Damage();
        checks.Check("after repair");
        settling.Collect();
        checks.Check("after collection");
        checks.CheckCollected();
    }
}
