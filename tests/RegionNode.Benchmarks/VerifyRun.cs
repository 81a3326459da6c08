using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Benchmarks;

sealed record VerifyOptions(TimeSpan Time, int Connections, string Folder);

/// <summary>
/// How fast two regions compare their copies, and what it costs those who write meanwhile: a third of the time fills
/// the table, a third writes with nothing else going on, and a third while both regions compare without a pause.
/// </summary>
static class VerifyRun
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(VerifyOptions options, string folder, CancellationToken cancel)
    {
        await using var regions = await SharedTable.StartAsync(folder, 2, cancel);
        using var control = new ControlClient();
        var part = options.Time / 3;
        var filled = await WriteAsync(regions, options.Connections, part, 0, cancel);
        await UntilAsync(async () => (await regions.StatusAsync(1, cancel)).ItemCount == filled.Count, cancel);

        var alone = await VerifyAsync(control, regions, cancel);
        var without = await WriteAsync(regions, options.Connections, part, filled.Count, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var verifying = VerifyUntilAsync(control, regions, stop.Token);
        var with = await WriteAsync(regions, options.Connections, part, filled.Count + without.Count, cancel);
        await stop.CancelAsync();
        var passes = await verifying;
        await Console.Out.WriteLineAsync(Describe(alone, without, with, passes));
    }

    static string Describe(Pass alone, Writes without, Writes with, int passes) => string.Create(
        CultureInfo.InvariantCulture, $"""

        Both regions at once compared {alone.Rows} rows each in {alone.Time.TotalSeconds:0.00} s:
        {alone.Rows / alone.Time.TotalSeconds:0} rows a second in each region.

        | PutItem                    | a second | median ms | p99 ms |
        | ---                        |     ---: |      ---: |   ---: |
        | alone                      | {without.PerSecond,8:0} | {Quantiles.Of(without.Ms, 0.5),9:0.00} | {Quantiles.Of(without.Ms, 0.99),6:0.00} |
        | while both regions compare | {with.PerSecond,8:0} | {Quantiles.Of(with.Ms, 0.5),9:0.00} | {Quantiles.Of(with.Ms, 0.99),6:0.00} |
        {passes} passes were complete meanwhile, one after the other; by itself a region compares at most 10,000 rows a second.
        """);

    /// <summary>Puts new items into the first region.</summary>
    static async Task<Writes> WriteAsync(
        SharedTable regions, int connections, TimeSpan time, long first, CancellationToken cancel)
    {
        var number = first;
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                using var connection = await ApiConnection.OpenAsync(regions[0].Api);
                var put = ApiRequest.PutItem(SharedTable.Table);
                var latencies = new List<double>();
                while (clock.Elapsed < time)
                {
                    var began = Stopwatch.GetTimestamp();
                    await connection.AskAsync(put.For(Interlocked.Increment(ref number) - 1));
                    latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }

                return latencies;
            },
            cancel)));
        return new(number - first, (number - first) / clock.Elapsed.TotalSeconds, [.. all.SelectMany(some => some)]);
    }

    static async Task<Pass> VerifyAsync(ControlClient control, SharedTable regions, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var rows = 0L;
        foreach (var node in regions.Nodes)
        {
            _ = await control.VerifyAsync(node, SharedTable.Table, cancel);
        }

        foreach (var node in regions.Nodes)
        {
            JsonNode? report = null;
            await UntilAsync(
                async () =>
                {
                    report = await control.VerificationAsync(node, SharedTable.Table, cancel);
                    return (string?)report["sources"]![0]!["state"] == "Idle";
                },
                cancel);
            rows = (long)report!["sources"]![0]!["rowsCompared"]!;
            if ((long)report["repairedRows"]! > 0 || report["sources"]![0]!["lastError"] is not null)
            {
                throw new InvalidOperationException($"Nothing was harmed, and a region reports {report}");
            }
        }

        return new(rows, clock.Elapsed);
    }

    static async Task<int> VerifyUntilAsync(ControlClient control, SharedTable regions, CancellationToken cancel)
    {
        var passes = 0;
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                _ = await VerifyAsync(control, regions, cancel);
                passes++;
            }
        }
        catch (OperationCanceledException)
        {
            // The writers have ended.
        }

        return passes;
    }

    static async Task UntilAsync(Func<Task<bool>> isSo, CancellationToken cancel)
    {
        while (!await isSo())
        {
            await Task.Delay(Poll, TimeProvider.System, cancel);
        }
    }

    sealed record Writes(long Count, double PerSecond, List<double> Ms);

    sealed record Pass(long Rows, TimeSpan Time);
}
