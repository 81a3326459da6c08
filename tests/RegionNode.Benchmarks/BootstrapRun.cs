using System.Diagnostics;
using System.Globalization;

namespace GlobalTables.RegionNode.Benchmarks;

sealed record BootstrapOptions(int Items, int ItemBytes, int Rate, string Folder);

/// <summary>
/// A region that is added to one that has items already, while that one goes on to take writes: how fast is it filled,
/// beside a copy of the same rows by SQLite alone, and what do the first one's clients feel of it?
/// </summary>
static class BootstrapRun
{
    const int Loaders = 32;
    const double Mega = 1_000_000;
    static readonly TimeSpan Around = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Most = TimeSpan.FromMinutes(60);
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(BootstrapOptions options, string folder, CancellationToken cancel)
    {
        BenchmarkItems.ItemBytes = options.ItemBytes;
        var bytes = (double)options.Items * options.ItemBytes;
        TimeSpan filled;
        IReadOnlyCollection<double> before, during, after;
        string source;
        await using (var regions = await SharedTable.StartAsync(folder, 1, cancel))
        {
            source = Path.Combine(regions.FolderOf(0), "region.db");
            await LoadAsync(regions[0].Api, options.Items, cancel);
            await using var load = await LiveLoad.StartAsync(
                [regions[0].Api], options.Rate, number => (number * 7919) % options.Items);
            await Task.Delay(Around / 2, TimeProvider.System, cancel);
            before = await load.MeasureAsync(Around, cancel);
            await regions.StartNodeAsync(1);
            _ = load.TakeLatencies();
            var clock = Stopwatch.StartNew();
            await regions.Group.AddAsync(SharedTable.NameOf(1), cancel);
            while ((await regions.StatusAsync(1, cancel)).Status != "ACTIVE")
            {
                if (clock.Elapsed > Most)
                {
                    throw new InvalidOperationException($"Not filled after {Most.TotalMinutes} minutes.");
                }

                await Task.Delay(LookAgain, TimeProvider.System, cancel);
            }

            filled = clock.Elapsed;
            during = load.TakeLatencies();
            after = await load.MeasureAsync(Around, cancel);
        }

        var (rows, copied) = PlainCopy.Run(source, Path.Combine(folder, "copy.db"), cancel);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""

            | {options.Items} items of {options.ItemBytes} bytes |        s |     MB/s |
            | ---                                | ---: | ---: |
            | region filled, {options.Rate} writes a second beside it | {filled.TotalSeconds,8:0.0} | {
                bytes / Mega / filled.TotalSeconds,8:0.0} |
            | SQLite's copy of {rows} rows, alone | {copied.TotalSeconds,8:0.0} | {
                (double)rows * options.ItemBytes / Mega / copied.TotalSeconds,8:0.0} |
            | ratio of the rates | | {
                bytes / filled.TotalSeconds / (rows * options.ItemBytes / copied.TotalSeconds),8:0.00} |

            {LatencyTable.Of(("before", before), ("while it is filled", during), ("after", after))}
            """));
    }

    static async Task LoadAsync(Uri api, int items, CancellationToken cancel)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Loaders).Select(_ => Task.Run(async () =>
        {
            using var connection = await ApiConnection.OpenAsync(api);
            var put = ApiRequest.PutItem(SharedTable.Table);
            for (var number = Interlocked.Increment(ref next); number < items; number = Interlocked.Increment(ref next))
            {
                cancel.ThrowIfCancellationRequested();
                await connection.AskAsync(put.For(number));
            }
        })));
    }
}
