using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Cluster;

namespace GlobalTables.RegionNode.Faults.Load;

/// <param name="ClientsEach">Clients in each region.</param>
/// <param name="Rate">Steps a second that all of them together aim at.</param>
/// <param name="ActiveKeys">Keys that are written at the same time.</param>
/// <param name="IsShared">
/// True: all regions write the same keys. False: each has its own, and there is no conflict.
/// </param>
sealed record LoadOptions(int ClientsEach, int Rate, int ActiveKeys, bool IsShared = true);

/// <summary>Clients in all regions.</summary>
sealed class LoadRun : IAsyncDisposable
{
    /// <summary>So long a client waits for an answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    readonly List<RegionApi> apis = [];
    readonly List<Task> clients = [];
    readonly CancellationTokenSource stopping = new();

    LoadRun()
    {
    }

    public LoadCounts Counts { get; } = new();

    public static LoadRun Start(FaultyRegions regions, RunRecord run, LoadOptions options, int seed)
    {
        var load = new LoadRun();
        var shared = new LoadKeys(run, "shared", options.ActiveKeys);
        var pace = TimeSpan.FromSeconds((double)options.ClientsEach * regions.All.Count / options.Rate);
        foreach (var region in regions.All)
        {
            var keys = options.IsShared ? shared : new LoadKeys(run, region.Name, options.ActiveKeys);
            for (var i = 0; i < options.ClientsEach; i++)
            {
                var api = new RegionApi(region, Patience);
                load.apis.Add(api);
                var random = new Random((seed * 1000) + load.clients.Count);
                var client = new LoadClient(region.Name, api, keys, load.Counts, random, pace);
                load.clients.Add(Task.Run(() => client.RunAsync(load.stopping.Token)));
            }
        }

        return load;
    }

    /// <summary>Done only when a client has failed, which is the load's own fault.</summary>
    public Task FailedAsync() => Task.WhenAny(clients).Unwrap();

    /// <summary>No new requests; done when those under way have their end.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(clients);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        apis.ForEach(api => api.Dispose());
        stopping.Dispose();
    }
}
