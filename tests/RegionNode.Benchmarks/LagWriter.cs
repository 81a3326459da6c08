using System.Diagnostics;

namespace GlobalTables.RegionNode.Benchmarks;

/// <param name="Count">Writers, each with a connection of its own.</param>
/// <param name="PerSecond">
/// Items that each puts in a second, evenly; null: one after the other, without a pause.
/// </param>
/// <param name="Every">One of so many items is awaited in the second region.</param>
sealed record LagPace(int Count, double? PerSecond, int Every);

/// <summary>Puts items into the first region, and has some of them awaited in the second.</summary>
sealed class LagWriter : IDisposable
{
    readonly ApiRequest put = ApiRequest.PutItem(SharedTable.Table);
    readonly ApiConnection connection;
    readonly LagPoller? poller;
    readonly LagPace pace;
    readonly long first;
    readonly int index;

    LagWriter(ApiConnection connection, LagPoller? poller, LagPace pace, long first, int index)
    {
        this.connection = connection;
        this.poller = poller;
        this.pace = pace;
        this.first = first;
        this.index = index;
    }

    /// <summary>Has the writers put new items for that long; how many they put each second together.</summary>
    /// <param name="first">The number of the first item; those above it are new.</param>
    public static async Task<double> RunAllAsync(
        Uri api, LagPoller? poller, LagPace pace, long first, TimeSpan time, CancellationToken cancel)
    {
        var writers = new List<LagWriter>();
        try
        {
            for (var index = 0; index < pace.Count; index++)
            {
                writers.Add(new LagWriter(await ApiConnection.OpenAsync(api), poller, pace, first, index));
            }

            var clock = Stopwatch.StartNew();
            var writes = await Task.WhenAll(writers.Select(writer => Task.Run(
                () => writer.RunAsync(time, cancel), cancel)));
            return writes.Sum() / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
    }

    public void Dispose() => connection.Dispose();

    async Task<int> RunAsync(TimeSpan time, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var writes = 0;
        for (; clock.Elapsed < time; writes++)
        {
            cancel.ThrowIfCancellationRequested();
            if (pace.PerSecond is { } perSecond)
            {
                var due = TimeSpan.FromSeconds((writes + ((double)index / pace.Count)) / perSecond) - clock.Elapsed;
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, TimeProvider.System, cancel);
                }
            }

            var number = first + ((long)writes * pace.Count) + index;
            await connection.AskAsync(put.For(number));
            if ((writes + index) % pace.Every == 0)
            {
                poller?.Await(number);
            }
        }

        return writes;
    }
}
