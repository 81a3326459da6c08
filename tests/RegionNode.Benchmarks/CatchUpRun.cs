using System.Diagnostics;
using System.Globalization;
using GlobalTables.Contracts;

namespace GlobalTables.RegionNode.Benchmarks;

sealed record CatchUpOptions(TimeSpan Away, int Rate, string Folder);

/// <summary>
/// Three regions; the third is away for a while, as if its machine was, and the other two take writes all the time.
/// How long does it take until it has caught up, and what do the others' clients feel of it?
/// </summary>
static class CatchUpRun
{
    static readonly TimeSpan Before = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Most = TimeSpan.FromMinutes(30);
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>So far behind the live writes it counts as having caught up: they never stop.</summary>
    static readonly TimeSpan Behind = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(CatchUpOptions options, string folder, CancellationToken cancel)
    {
        await using var regions = await SharedTable.StartAsync(folder, 3, cancel);
        await using var load = await LiveLoad.StartAsync([regions[0].Api, regions[1].Api], options.Rate, n => n);
        await Task.Delay(Before / 2, TimeProvider.System, cancel);
        var before = await load.MeasureAsync(Before < options.Away ? Before : options.Away, cancel);
        var away = await AwayAsync(regions, load, options.Away, cancel);

        var clock = Stopwatch.StartNew();
        await regions.StartNodeAsync(2);
        await regions.Group.TellAgainAsync(cancel);
        var started = clock.Elapsed;
        _ = load.TakeLatencies();
        var backlog = await MissingAsync(regions, cancel);
        var missing = backlog;
        while (missing > Behind.TotalSeconds * options.Rate)
        {
            if (clock.Elapsed > Most)
            {
                throw new InvalidOperationException(
                    $"After {Most.TotalMinutes} minutes the region still misses {missing} of {backlog} writes.");
            }

            await Task.Delay(LookAgain, TimeProvider.System, cancel);
            missing = await MissingAsync(regions, cancel);
        }

        var caughtUp = clock.Elapsed - started;
        var during = load.TakeLatencies();
        var after = await load.MeasureAsync(Before < options.Away ? Before : options.Away, cancel);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""

            {LatencyTable.Of(
                ("all three there", before),
                ("one away", away),
                ("it catches up", during),
                ("all three there again", after))}
            It came back with {backlog} writes missing, and was less than {Behind.TotalSeconds:0} s behind the live
            writes after {caughtUp.TotalSeconds:0.0} s (its start, before that, took {started.TotalSeconds:0.0} s):
            {(backlog - missing) / caughtUp.TotalSeconds:0} of the missing writes a second, net of the
            {options.Rate} that came on.
            """));
    }

    static async Task<IReadOnlyCollection<double>> AwayAsync(
        SharedTable regions, LiveLoad load, TimeSpan time, CancellationToken cancel)
    {
        await regions[2].DisposeAsync();
        return await load.MeasureAsync(time, cancel);
    }

    // The third region's claims, seen after the heads of the others: never too few.
    static async Task<long> MissingAsync(SharedTable regions, CancellationToken cancel)
    {
        var heads = new List<TableStatus>
        {
            await regions.StatusAsync(0, cancel), await regions.StatusAsync(1, cancel),
        };
        var covered = (await regions.StatusAsync(2, cancel)).Covered
            .ToDictionary(position => position.Log, position => position.Sequence);
        return heads.Sum(head => Math.Max(0, head.Sequence - covered.GetValueOrDefault(head.Log)));
    }
}
