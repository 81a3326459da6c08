using System.Globalization;

namespace GlobalTables.RegionNode.Benchmarks;

/// <param name="Rate">Items a second; null: as many as the node takes.</param>
/// <param name="Connections">How many writers that is, without a rate.</param>
sealed record LagOptions(TimeSpan Time, int? Rate, int Connections, string Folder);

/// <summary>
/// How long after its acknowledgement in one region an item can be read in the other. Both are asked by this one
/// process, so that one clock tells: no clocks of regions are compared.
/// </summary>
static class LagRun
{
    const int WritesPerSecondEach = 10;

    /// <summary>What one connection can poll for without being late itself.</summary>
    const int SamplesPerSecond = 100;

    /// <summary>New items of the measurement, above those of the warm-up.</summary>
    const long First = 1_000_000_000;

    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(LagOptions options, string folder, CancellationToken cancel)
    {
        await using var regions = await SharedTable.StartAsync(folder, 2, cancel);
        var pace = options.Rate is { } rate
            ? new LagPace(
                Math.Max(1, rate / WritesPerSecondEach),
                rate / (double)Math.Max(1, rate / WritesPerSecondEach),
                Math.Max(2, rate / SamplesPerSecond))
            : new LagPace(options.Connections, null, 1);
        var warm = await LagWriter.RunAllAsync(regions[0].Api, null, pace, 0, WarmUp, cancel);
        if (options.Rate is null)
        {
            pace = pace with { Every = Math.Max(2, (int)warm / SamplesPerSecond) };
        }

        using var poller = await LagPoller.StartAsync(regions[1].Api);
        var polling = Task.Run(() => poller.RunAsync(cancel), cancel);
        var perSecond = await LagWriter.RunAllAsync(regions[0].Api, poller, pace, First, options.Time, cancel);
        poller.Complete();
        var samples = await polling;
        var reported = (await regions.StatusAsync(1, cancel)).Sources.Single().LagMs;
        await Console.Out.WriteLineAsync(Describe(samples, perSecond, pace.Every, reported));
    }

    static string Describe(List<LagSample> samples, double writesPerSecond, int every, long? reportedMs)
    {
        var lags = samples.ConvertAll(sample => sample.Lag.TotalMilliseconds);
        var windows = samples.ConvertAll(sample => sample.Window.TotalMilliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"""

            | acknowledged to readable elsewhere |      ms |
            | ---                                |    ---: |
            | median                             | {Quantiles.Of(lags, 0.5),7:0.00} |
            | p90                                | {Quantiles.Of(lags, 0.9),7:0.00} |
            | p99                                | {Quantiles.Of(lags, 0.99),7:0.00} |
            | max                                | {Quantiles.Of(lags, 1),7:0.00} |
            {samples.Count} samples at {writesPerSecond:0} writes a second.
            Precision: one of {every} items is polled with GetItem, without a pause, over one connection that all
            awaited items share. An item became readable between the sending of the last request that did not find it
            and the answer to the first that did; that answer is what is told. So the figures are too high by at most
            {Quantiles.Of(windows, 0.5):0.00} ms (median), {Quantiles.Of(windows, 0.99):0.00} ms (p99).
            The second region itself reports a lag of {reportedMs} ms.
            """);
    }
}
