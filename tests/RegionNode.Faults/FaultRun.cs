using System.Diagnostics;
using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Cluster;
using GlobalTables.RegionNode.Faults.Load;
using GlobalTables.RegionNode.Faults.Schedule;

namespace GlobalTables.RegionNode.Faults;

sealed record FaultRunOptions
{
    public required TimeSpan Time { get; init; }

    public required int Seed { get; init; }

    public required ScheduleOptions Faults { get; init; }

    public required LoadOptions Load { get; init; }

    /// <summary>The size of the file system that is filled up.</summary>
    public int SmallDiskMegabytes { get; init; } = 512;
}

/// <summary>
/// Three regions under load and faults; then all is healed, and what the clients know is held against it.
/// </summary>
static class FaultRun
{
    public static async Task<FaultReport> RunAsync(
        FaultRunOptions options, Action<string> tell, CancellationToken cancel)
    {
        await using var regions = await FaultyRegions.StartAsync(
            FaultyRegions.Three, cancel, options.SmallDiskMegabytes);
        if (regions.WhyNoSmallDisk is { } reason)
        {
            tell($"No disk will be full: {reason}.");
        }

        var run = new RunRecord();
        var schedule = new FaultSchedule(regions, options.Faults, options.Seed, tell, run.Complain);
        LoadCounts counts;
        await using (var load = LoadRun.Start(regions, run, options.Load, options.Seed))
        {
            counts = load.Counts;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var faults = schedule.RunAsync(options.Time, ending.Token);
            if (await Task.WhenAny(faults, load.FailedAsync()) != faults)
            {
                // The load is wrong: faults are ended before that is told.
                await ending.CancelAsync();
                await faults.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await faults.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await load.StopAsync();
            await faults;
        }

        (await regions.FindEndedAsync(cancel)).ForEach(run.Complain);
        var clock = Stopwatch.StartNew();
        var items = await Agreement.UntilAsync(regions, cancel);
        var healedIn = clock.Elapsed;
        var check = RunCheck.Of(run, items, await ConflictLogs.ReadAsync(regions, cancel));
        return new()
        {
            Seed = options.Seed,
            Time = options.Time,
            Faults = schedule.Counts,
            MostFaultsAtOnce = schedule.MostAtOnce,
            WhyNoDiskFull = regions.WhyNoSmallDisk,
            Writes = run.Keys.SelectMany(key => key.Writes).CountBy(write => write.Outcome)
                .ToDictionary(count => count.Key, count => count.Value),
            DiskFullAnswers = counts.DiskFull,
            Reads = counts.Reads,
            Keys = items.Values.First().Count,
            HealedIn = healedIn,
            Conflicts = check.Conflicts,
            WritesExplainedByUnknownDelete = check.WritesExplainedByUnknownDelete,
            Complaints = check.Complaints,
            Details = check.Details,
        };
    }
}
