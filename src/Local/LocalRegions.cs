using GlobalTables.ControlPlane.Planning;
using GlobalTables.Gateway;

namespace GlobalTables.Local;

/// <summary>The regions that run on this machine.</summary>
sealed class LocalRegions(DataFolder folder, RegionSetup setup, Router router, Action changed) : IAsyncDisposable
{
    readonly SortedDictionary<string, LocalRegion> running = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LocalRegion> Running => running.Values;

    public LocalRegion? Find(string region) => running.GetValueOrDefault(region);

    /// <summary>Makes exactly these regions run.</summary>
    public async Task KeepAsync(IReadOnlyDictionary<string, RegionPorts> wanted)
    {
        foreach (var region in running.Values.Where(region => !wanted.ContainsKey(region.Name)).ToList())
        {
            running.Remove(region.Name);
            ShowToRouter();
            await region.DisposeAsync();
            setup.Say($"{region.Name}: no table is there any more; its process is stopped, its folder "
                + $"{folder.RegionFolder(region.Name)} stays");
        }

        foreach (var (name, ports) in wanted.Where(region => !running.ContainsKey(region.Key)))
        {
            var data = folder.RegionFolder(name);
            Directory.CreateDirectory(data);
            running.Add(name, new LocalRegion(name, ports, data, setup, changed));
            ShowToRouter();
        }
    }

    public IReadOnlyDictionary<string, ObservedRegion> Observe() => running.Values.ToDictionary(
        region => region.Name,
        region => new ObservedRegion(region.PeerAddress, region.Status));

    public async ValueTask DisposeAsync()
    {
        var ending = running.Values.ToList();
        running.Clear();
        await Task.WhenAll(ending.Select(region => region.DisposeAsync().AsTask()));
    }

    void ShowToRouter() =>
        router.Show(running.Values.ToDictionary(region => region.Name, region => region.ApiAddress));
}
