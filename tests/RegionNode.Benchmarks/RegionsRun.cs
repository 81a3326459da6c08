using System.Globalization;

namespace GlobalTables.RegionNode.Benchmarks;

sealed record RegionsOptions(IReadOnlyList<int> Counts, TimeSpan Time, int Rate, string Folder);

/// <summary>What one write and one idle second cost, with more and more regions that share one table.</summary>
static class RegionsRun
{
    static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(RegionsOptions options, string folder, CancellationToken cancel)
    {
        await Console.Out.WriteLineAsync(
            """

            | regions | CPU of a write, ms | latency, median ms |     p99 | peer bytes of a write | idle CPU, ms/s each | idle peer bytes/s each |
            |    ---: |               ---: |               ---: |    ---: |                  ---: |                ---: |                   ---: |
            """);
        foreach (var count in options.Counts)
        {
            // Bytes are counted on their way, which takes cores away: times are of a run without that.
            var times = await MeasureAsync(options, Path.Combine(folder, $"{count}"), count, false, cancel);
            var bytes = await MeasureAsync(options, Path.Combine(folder, $"{count}-counted"), count, true, cancel);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {count,7} | {times.WriteCpuMs,18:0.00} | {Quantiles.Of(times.LatenciesMs, 0.5),18:0.00} | {
                    Quantiles.Of(times.LatenciesMs, 0.99),7:0.00} | {bytes.WriteBytes,21:0} | {
                    times.IdleCpuMs,19:0.0} | {bytes.IdleBytes,22:0} |"));
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            CPU and bytes of a write are of all regions together, without what they need idle; {options.Rate} writes of
            1 KB a second into one region for {options.Time.TotalSeconds:0} s, after {options.Time.TotalSeconds:0} s without any.
            """));
    }

    static async Task<Cost> MeasureAsync(
        RegionsOptions options, string folder, int count, bool isCounted, CancellationToken cancel)
    {
        await using var regions = await SharedTable.StartAsync(folder, count, cancel, isCounted);

        // Compilers and reconnects have their time first, with a few writes for the way of a write.
        await using (await LiveLoad.StartAsync([regions[0].Api], options.Rate, number => number))
        {
            await Task.Delay(Settle, TimeProvider.System, cancel);
        }

        await Task.Delay(Settle, TimeProvider.System, cancel);
        var idle = Taken.Of(regions);
        await Task.Delay(options.Time, TimeProvider.System, cancel);
        var busy = Taken.Of(regions);
        IReadOnlyCollection<double> latencies;
        long written;
        await using (var load = await LiveLoad.StartAsync([regions[0].Api], options.Rate, number => number))
        {
            latencies = await load.MeasureAsync(options.Time, cancel);
            written = load.Written;
        }

        await UntilEverywhereAsync(regions, count, cancel);
        var end = Taken.Of(regions);
        var idleSeconds = (busy.At - idle.At).TotalSeconds;
        var busySeconds = (end.At - busy.At).TotalSeconds;
        var idleCpuMs = (busy.Cpu - idle.Cpu).TotalMilliseconds / idleSeconds;
        var idleBytes = (busy.Bytes - idle.Bytes) / idleSeconds;
        return new(
            ((end.Cpu - busy.Cpu).TotalMilliseconds - (idleCpuMs * busySeconds)) / written,
            (end.Bytes - busy.Bytes - (idleBytes * busySeconds)) / written,
            latencies,
            idleCpuMs / count,

            // What one region sends another takes in: each byte is counted for both.
            2 * idleBytes / count);
    }

    static async Task UntilEverywhereAsync(SharedTable regions, int count, CancellationToken cancel)
    {
        var written = await regions.StatusAsync(0, cancel);
        for (var index = 1; index < count; index++)
        {
            while (!(await regions.StatusAsync(index, cancel)).Covered.Any(
                position => position.Log == written.Log && position.Sequence >= written.Sequence))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
            }
        }
    }

    sealed record Cost(
        double WriteCpuMs, double WriteBytes, IReadOnlyCollection<double> LatenciesMs, double IdleCpuMs,
        double IdleBytes);

    sealed record Taken(TimeSpan At, TimeSpan Cpu, long Bytes)
    {
        public static Taken Of(SharedTable regions) => new(
            TimeSpan.FromMilliseconds(Environment.TickCount64), regions.ProcessorTime, regions.PeerBytes);
    }
}
