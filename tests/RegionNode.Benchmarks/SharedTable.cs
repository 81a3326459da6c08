using GlobalTables.Contracts;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>Nodes that share one table: what is written in one of them is read in the others.</summary>
sealed class SharedTable : IAsyncDisposable
{
    public const string Table = "benchmark";

    readonly ControlClient control = new();
    readonly Dictionary<string, NodeProcess> nodes = new(StringComparer.Ordinal);
    readonly Dictionary<(string Reader, string Source), LinkProxy> links = [];
    readonly string folder;

    SharedTable(string folder, bool isCounted)
    {
        this.folder = folder;
        Group = new(
            Table, control, region => nodes[region], isCounted ? CountedAddress : (_, peer) => nodes[peer].Peers);
    }

    public TableGroup Group { get; }

    public IReadOnlyCollection<NodeProcess> Nodes => nodes.Values;

    /// <summary>The processor time of all nodes up to now.</summary>
    public TimeSpan ProcessorTime => new(nodes.Values.Sum(node => node.ProcessorTime.Ticks));

    /// <summary>Bytes between nodes up to now, both ways, where they are counted.</summary>
    public long PeerBytes => links.Values.Sum(link => link.BytesPassed);

    public NodeProcess this[int index] => nodes[NameOf(index)];

    /// <summary>Starts so many regions, and waits until each reads from all others.</summary>
    /// <param name="isCounted">True: what passes between nodes is counted on its way, which costs this process.</param>
    public static async Task<SharedTable> StartAsync(
        string folder, int regions, CancellationToken cancel, bool isCounted = false)
    {
        var shared = new SharedTable(folder, isCounted);
        try
        {
            for (var index = 0; index < regions; index++)
            {
                await shared.StartNodeAsync(index);
            }

            await shared.Group.MakeAsync(Enumerable.Range(0, regions).Select(NameOf), cancel);
            return shared;
        }
        catch
        {
            await shared.DisposeAsync();
            throw;
        }
    }

    public static string NameOf(int index) => $"region-{index + 1}";

    public string FolderOf(int index) => Path.Combine(folder, NameOf(index));

    public Task<TableStatus> StatusAsync(int index, CancellationToken cancel) =>
        Group.StatusAsync(NameOf(index), cancel);

    /// <summary>Starts the node of a region, over what it had if it ran before.</summary>
    public async Task StartNodeAsync(int index) => nodes[NameOf(index)] = await NodeProcess.StartAsync(
        NameOf(index), FolderOf(index), isFolderKept: true);

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        foreach (var node in nodes.Values)
        {
            await node.DisposeAsync();
        }

        foreach (var link in links.Values)
        {
            await link.DisposeAsync();
        }
    }

    Uri CountedAddress(string reader, string source)
    {
        if (!links.TryGetValue((reader, source), out var link))
        {
            links[(reader, source)] = link = new(() => nodes[source].Peers);
        }

        return link.Address;
    }
}
