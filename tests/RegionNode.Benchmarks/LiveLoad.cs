using System.Collections.Concurrent;
using System.Diagnostics;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>What a node's clients feel: writes at an even rate, and how long each took.</summary>
/// <remarks>
/// A write that falls due while its connection still waits for the one before is counted from when it was due: a node
/// that stands still for a second makes all writes of that second late, not one.
/// </remarks>
sealed class LiveLoad : IAsyncDisposable
{
    const int WritesPerSecond = 10;

    readonly CancellationTokenSource stopping = new();
    readonly List<Task> writers = [];
    ConcurrentBag<double> latenciesMs = [];
    long written;

    LiveLoad()
    {
    }

    public long Written => Interlocked.Read(ref written);

    /// <param name="apis">The nodes that are written to, in turns.</param>
    /// <param name="rate">Writes a second to all of them together.</param>
    /// <param name="key">The number of the item for the n-th write.</param>
    public static async Task<LiveLoad> StartAsync(IReadOnlyList<Uri> apis, int rate, Func<long, long> key)
    {
        var load = new LiveLoad();
        var count = Math.Max(1, rate / WritesPerSecond);
        var connections = new List<ApiConnection>();
        for (var index = 0; index < count; index++)
        {
            connections.Add(await ApiConnection.OpenAsync(apis[index % apis.Count]));
        }

        var clock = Stopwatch.StartNew();
        load.writers.AddRange(connections.Select((connection, index) => Task.Run(
            () => load.WriteAsync(connection, index, count, (double)rate / count, key, clock))));
        return load;
    }

    /// <summary>The latencies since the last call, in milliseconds.</summary>
    public IReadOnlyCollection<double> TakeLatencies() => Interlocked.Exchange(ref latenciesMs, []);

    /// <summary>Lets it run for that long, and gives the latencies of that time.</summary>
    public async Task<IReadOnlyCollection<double>> MeasureAsync(TimeSpan time, CancellationToken cancel)
    {
        _ = TakeLatencies();
        await Task.Delay(time, TimeProvider.System, cancel);
        return TakeLatencies();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(writers);
        stopping.Dispose();
    }

    async Task WriteAsync(
        ApiConnection connection, int index, int count, double perSecond, Func<long, long> key, Stopwatch clock)
    {
        using var _ = connection;
        var put = ApiRequest.PutItem(SharedTable.Table);
        for (long number = 0; !stopping.IsCancellationRequested; number++)
        {
            var due = TimeSpan.FromSeconds((number + ((double)index / count)) / perSecond);
            var from = due;
            if (due > clock.Elapsed)
            {
                await Task.Delay(due - clock.Elapsed, TimeProvider.System, stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                from = clock.Elapsed;
            }

            await connection.AskAsync(put.For(key((number * count) + index)));
            latenciesMs.Add((clock.Elapsed - from).TotalMilliseconds);
            Interlocked.Increment(ref written);
        }
    }
}
