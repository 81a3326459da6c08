using System.Globalization;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Benchmarks;

sealed record ThroughputOptions(TimeSpan Time, int Connections, int Rounds, int Group, string Folder);

/// <summary>
/// Measures the node over HTTP and plain SQLite in turns, several rounds of them, every other one backwards, so
/// that what else the machine does falls on both.
/// </summary>
static class ThroughputRun
{
    public static async Task<int> RunAsync(ThroughputOptions options, CancellationToken cancel)
    {
        var folder = BenchmarkFolder.Make(options.Folder);
        try
        {
            await using var node = await NodeProcess.StartAsync("us-east-1", Path.Combine(folder, "node"));
            using var api = await ApiLoad.StartAsync(node, options.Connections);
            using var sqlite = new PlainSqlite(folder);
            var measurements = Measurements(api, sqlite, options.Group);
            var slot = options.Time / ((options.Rounds + 1) * measurements.Count);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"GlobalTables: items of 1 KB; {options.Connections} connections; "
                + $"medians of {options.Rounds} rounds of {slot.TotalSeconds:0.0} s\n"
                + $"Machine: {Machine.Describe(folder)}{BenchmarkFolder.BuildWarning}\n"));

            // The first round is for the compilers of both processes.
            for (var round = 0; round <= options.Rounds; round++)
            {
                var order = round % 2 == 0 ? measurements : Enumerable.Reverse(measurements);
                foreach (var measurement in order)
                {
                    cancel.ThrowIfCancellationRequested();
                    await measurement.RunAsync(slot, isCounted: round > 0);
                }
            }

            await Console.Out.WriteLineAsync(ThroughputTable.Of(measurements, options.Group));
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

    // New keys come first in the warm-up round: the others need items.
    static List<Measurement> Measurements(ApiLoad api, PlainSqlite sqlite, int group) =>
    [
        new("Put, new keys", Side.Http, api.PutNewAsync),
        new("Put, new keys", Side.SqliteInGroups, time => Task.FromResult(sqlite.PutNew(time, group))),
        new("Put, new keys", Side.SqliteOneByOne, time => Task.FromResult(sqlite.PutNew(time, 1))),
        new("Put, overwrites", Side.Http, api.OverwriteAsync),
        new("Put, overwrites", Side.SqliteInGroups, time => Task.FromResult(sqlite.Overwrite(time, group))),
        new("Put, overwrites", Side.SqliteOneByOne, time => Task.FromResult(sqlite.Overwrite(time, 1))),
        new("Put, new keys, with a stream", Side.Http, api.PutNewStreamedAsync),
        new("Put, overwrites, with a stream", Side.Http, api.OverwriteStreamedAsync),
        new("Get by key", Side.Http, api.GetAsync),
        new("Get by key", Side.SqliteInGroups, time => Task.FromResult(sqlite.Get(time))),
    ];
}
