using System.Diagnostics;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>
/// Puts ten items a second into the first region, evenly, and has every other one of them awaited in the second.
/// Many writers make the rate.
/// </summary>
sealed class LagWriter : IDisposable
{
    const int WritesPerSecond = 10;

    readonly ApiRequest put = ApiRequest.PutItem(SharedTable.Table);
    readonly ApiConnection connection;
    readonly LagPoller poller;
    readonly int index;
    readonly int count;

    LagWriter(ApiConnection connection, LagPoller poller, int index, int count)
    {
        this.connection = connection;
        this.poller = poller;
        this.index = index;
        this.count = count;
    }

    public static async Task<List<LagWriter>> StartAsync(Uri api, LagPoller poller, int rate)
    {
        var count = Math.Max(1, rate / WritesPerSecond);
        var writers = new List<LagWriter>();
        for (var index = 0; index < count; index++)
        {
            writers.Add(new LagWriter(await ApiConnection.OpenAsync(api), poller, index, count));
        }

        return writers;
    }

    /// <summary>How many items were put.</summary>
    public async Task<int> RunAsync(TimeSpan time, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var writes = 0;
        for (; clock.Elapsed < time; writes++)
        {
            var due = TimeSpan.FromSeconds((writes + ((double)index / count)) / WritesPerSecond) - clock.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, cancel);
            }

            var number = ((long)writes * count) + index;
            await connection.AskAsync(put.For(number));
            if ((writes + index) % 2 == 0)
            {
                poller.Await(number);
            }
        }

        return writes;
    }

    public void Dispose() => connection.Dispose();
}
