using System.Diagnostics;
using System.Globalization;

namespace GlobalTables.RegionNode.Benchmarks;

sealed record LagOptions(TimeSpan Time, int Rate, string Folder);

/// <summary>
/// How long after its acknowledgement in one region an item can be read in the other. Both are asked by this one
/// process, so that one clock tells: no clocks of regions are compared.
/// </summary>
static class LagRun
{
    public static async Task<int> RunAsync(LagOptions options, CancellationToken cancel)
    {
        var folder = BenchmarkFolder.Make(options.Folder);
        try
        {
            await Console.Out.WriteLineAsync(
                $"GlobalTables: lag between two regions on one machine; items of 1 KB, {options.Rate} put a second "
                + $"for {options.Time.TotalSeconds} s\nMachine: {Machine.Describe(folder)}");
            await using var regions = await SharedTable.StartAsync(folder, 2, cancel);
            using var poller = await LagPoller.StartAsync(regions[1].Api);
            var polling = Task.Run(() => poller.RunAsync(cancel), cancel);
            var writers = await LagWriter.StartAsync(regions[0].Api, poller, options.Rate);
            var clock = Stopwatch.StartNew();
            var writes = await Task.WhenAll(writers.Select(writer => Task.Run(
                () => writer.RunAsync(options.Time, cancel), cancel)));
            var writesPerSecond = writes.Sum() / clock.Elapsed.TotalSeconds;
            poller.Complete();
            var samples = await polling;
            writers.ForEach(writer => writer.Dispose());
            await Console.Out.WriteLineAsync(Describe(
                samples, writesPerSecond, await ReportedLagMsAsync(regions, cancel)));
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<long?> ReportedLagMsAsync(SharedTable regions, CancellationToken cancel) =>
        (await regions.Group.StatusAsync(SharedTable.NameOf(1), cancel)).Sources.Single().LagMs;

    static string Describe(List<LagSample> samples, double writesPerSecond, long? reportedMs)
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
            Precision: every second item is polled with GetItem, without a pause, over one connection that all awaited
            items share. An item became readable between the sending of the last request that did not find it and the
            answer to the first that did; that answer is what is told. So the figures are too high by at most
            {Quantiles.Of(windows, 0.5):0.00} ms (median),
            {Quantiles.Of(windows, 0.99):0.00} ms (p99).
            The second region itself reports a lag of {reportedMs} ms.
            """);
    }
}
