using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Faults.Cluster;

/// <summary>
/// Regions that share a table, and between each two of them a link in either direction that can be troubled.
/// </summary>
sealed class FaultyRegions : IAsyncDisposable
{
    public const string Table = "faults";
    public static readonly string[] Three = ["ap-south-1", "eu-west-1", "us-east-1"];

    const int TailLines = 30;
    static readonly TimeSpan StartAgainMost = TimeSpan.FromSeconds(120);

    readonly string[] names;
    readonly string folder = Directory.CreateTempSubdirectory("globaltables-faults-").FullName;
    readonly Dictionary<string, FaultyRegion> regions = new(StringComparer.Ordinal);
    readonly Dictionary<(string Reader, string Source), LinkProxy> links = [];

    FaultyRegions(string[] names)
    {
        this.names = names;
        foreach (var name in names)
        {
            regions[name] = new(name, Directory.CreateDirectory(Path.Combine(folder, name)).FullName);
        }

        foreach (var (reader, source) in
            from reader in names from source in names where source != reader select (reader, source))
        {
            links[(reader, source)] = new(() => regions[source].Node?.Peers);
        }

        Group = new(
            Table,
            Control,
            region => regions[region].Node ?? throw new InvalidOperationException($"{region} is down."),
            (reader, source) => links[(reader, source)].Address);
    }

    public ControlClient Control { get; } = new();

    public TableGroup Group { get; }

    public IReadOnlyList<string> Names => names;

    public IReadOnlyCollection<FaultyRegion> All => regions.Values;

    public IReadOnlyCollection<(string Reader, string Source)> LinkNames => links.Keys;

    public FaultyRegion this[string name] => regions[name];

    /// <summary>Why no region has a disk that can be full; null where one has.</summary>
    public string? WhyNoSmallDisk { get; private set; }

    /// <param name="names">The regions.</param>
    /// <param name="smallDiskMegabytes">The size of the first region's file system; 0 for none of its own.</param>
    public static async Task<FaultyRegions> StartAsync(
        string[] names, CancellationToken cancel, int smallDiskMegabytes = 0)
    {
        var all = new FaultyRegions(names);
        try
        {
            if (smallDiskMegabytes > 0)
            {
                var region = all.regions[names[0]];
                (region.Disk, all.WhyNoSmallDisk) = await SmallDisk.MountAsync(region.Folder, smallDiskMegabytes);
            }

            foreach (var region in all.All)
            {
                await region.StartAsync();
            }

            await all.Group.MakeAsync(names, cancel);
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>The way on which the reader reads from the source.</summary>
    public LinkProxy Link(string reader, string source) => links[(reader, source)];

    /// <summary>
    /// Starts nodes again that have ended by themselves, which none ever should; what they said last.
    /// </summary>
    public async Task<List<string>> FindEndedAsync(CancellationToken cancel)
    {
        var ended = new List<string>();
        foreach (var region in All.Where(region => !region.IsTaken))
        {
            if (region.Node is { HasEnded: true } node)
            {
                ended.Add($"the node of {region.Name} has ended by itself:\n{Tail(node.Output())}");
                await region.KillAsync();
                await region.StartAgainAsync(StartAgainMost, cancel);
            }
        }

        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        foreach (var region in All)
        {
            await region.KillAsync();
        }

        foreach (var region in All)
        {
            await region.DisposeAsync();
        }

        foreach (var link in links.Values)
        {
            await link.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    static string Tail(string output) => string.Join('\n', output.Split('\n').TakeLast(TailLines));
}
