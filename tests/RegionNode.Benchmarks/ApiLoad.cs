using System.Diagnostics;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>Many connections that ask one node the same kind of thing for a while.</summary>
sealed class ApiLoad : IDisposable
{
    const string Table = "benchmark";
    const string Streamed = "benchmark-stream";
    readonly List<ApiConnection> connections = [];
    long items;
    long streamedItems;

    /// <summary>Keys 0 to this exist.</summary>
    public long Items => items;

    public static async Task<ApiLoad> StartAsync(NodeProcess node, int connections)
    {
        var load = new ApiLoad();
        for (var i = 0; i < connections; i++)
        {
            load.connections.Add(await ApiConnection.OpenAsync(node.Api));
        }

        await load.connections[0].AskAsync(ApiRequest.CreateTable(Table));
        await load.connections[0].AskAsync(ApiRequest.CreateTable(Streamed, "NEW_AND_OLD_IMAGES"));
        return load;
    }

    public Task<double> PutNewAsync(TimeSpan time) =>
        RunAsync(time, () => ApiRequest.PutItem(Table), _ => Interlocked.Increment(ref items) - 1);

    public Task<double> OverwriteAsync(TimeSpan time) =>
        RunAsync(time, () => ApiRequest.PutItem(Table), random => random.NextInt64(items));

    public Task<double> PutNewStreamedAsync(TimeSpan time) =>
        RunAsync(time, () => ApiRequest.PutItem(Streamed), _ => Interlocked.Increment(ref streamedItems) - 1);

    public Task<double> OverwriteStreamedAsync(TimeSpan time) =>
        RunAsync(time, () => ApiRequest.PutItem(Streamed), random => random.NextInt64(streamedItems));

    public Task<double> GetAsync(TimeSpan time) =>
        RunAsync(time, () => ApiRequest.GetItem(Table), random => random.NextInt64(items));

    public void Dispose() => connections.ForEach(connection => connection.Dispose());

    /// <summary>Requests a second.</summary>
    async Task<double> RunAsync(TimeSpan time, Func<ApiRequest> request, Func<Random, long> key)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(connections.Select((connection, seed) => Task.Run(
            () => RunAsync(connection, request(), key, new Random(seed), clock, time))));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    static async Task<long> RunAsync(
        ApiConnection connection,
        ApiRequest request,
        Func<Random, long> key,
        Random random,
        Stopwatch clock,
        TimeSpan time)
    {
        long count = 0;
        while (clock.Elapsed < time)
        {
            await connection.AskAsync(request.For(key(random), random.NextInt64()));
            count++;
        }

        return count;
    }
}
