using System.Diagnostics;
using System.Globalization;

namespace GlobalTables.RegionNode.Simulation.Running;

/// <summary>Runs one seed after the other on so many threads, each of which has a world of its own.</summary>
static class ManySeeds
{
    const int FailuresToldMax = 20;

    /// <summary>Runs one seed after the other until one breaks a promise.</summary>
    /// <returns>The violation, and how many seeds it took; no violation if none of them did.</returns>
    public static (Checks.Violation? Violation, int Seeds) UntilCaught(
        int first, int count, int steps, Action<World.SimulatedWorld>? sabotage = null)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            if (SeedRun.Run(seed, steps, sabotage: sabotage).Violation is { } violation)
            {
                return (violation, seed - first + 1);
            }
        }

        return (null, count);
    }

    public static int Run(int first, int count, int steps, int parallel, TextWriter output)
    {
        var total = new Counters();
        var failures = new List<SeedResult>();
        var gate = new Lock();
        var done = 0;
        var watch = Stopwatch.StartNew();
        var next = first - 1;
        var threads = Enumerable.Range(0, parallel).Select(_ => new Thread(() =>
        {
            for (var seed = Interlocked.Increment(ref next); seed < first + count; seed = Interlocked.Increment(ref next))
            {
                var result = SeedRun.Run(seed, steps);
                lock (gate)
                {
                    total.Add(result.Counters);
                    done++;
                    if (result.Violation is { } violation)
                    {
                        failures.Add(result);
                        if (failures.Count <= FailuresToldMax)
                        {
                            output.WriteLine($"seed {seed}: {violation.Message}");
                        }
                    }

                    if (done % 500 == 0)
                    {
                        output.WriteLine($"{done} seeds, {done / watch.Elapsed.TotalSeconds:F2} a second");
                    }
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Tell(total, output);
        foreach (var kind in failures.GroupBy(result => result.Violation!.Kind).OrderByDescending(kind => kind.Count()))
        {
            output.WriteLine($"{kind.Key}: {kind.Count()} seeds, as in " +
                string.Join(' ', kind.Take(5).Select(result => result.Seed)));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done} seeds of {steps} steps in {watch.Elapsed.TotalSeconds:F1} s, " +
            $"{done / watch.Elapsed.TotalSeconds:F2} a second; {failures.Count} with a violation"));
        if (failures.Count > 0)
        {
            output.WriteLine($"Replay: {ReplayOf(failures[0].Seed, steps)}");
        }

        return failures.Count == 0 ? 0 : 1;
    }

    public static string ReplayOf(int seed, int steps) =>
        $"dotnet run -c Release --project tests/RegionNode.Simulation -- --seed {seed} --steps {steps} --trace";

    static void Tell(Counters total, TextWriter output)
    {
        foreach (var row in Enum.GetValues<Rare>().Chunk(3))
        {
            output.WriteLine(string.Join("   ", row.Select(what => $"{what,-22} {total[what],10}")));
        }
    }
}
