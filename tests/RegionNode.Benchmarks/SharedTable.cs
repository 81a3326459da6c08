using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>Nodes that share one table: what is written in one of them is read in the others.</summary>
sealed class SharedTable : IAsyncDisposable
{
    public const string Table = "benchmark";

    readonly ControlClient control = new();
    readonly Dictionary<string, NodeProcess> nodes = new(StringComparer.Ordinal);
    readonly string folder;

    SharedTable(string folder)
    {
        this.folder = folder;
        Group = new(Table, control, region => nodes[region], (_, peer) => nodes[peer].Peers);
    }

    public TableGroup Group { get; }

    public IEnumerable<NodeProcess> Nodes => nodes.Values;

    public NodeProcess this[int index] => nodes[NameOf(index)];

    /// <summary>Starts so many regions, and waits until each reads from all others.</summary>
    public static async Task<SharedTable> StartAsync(string folder, int regions, CancellationToken cancel)
    {
        var shared = new SharedTable(folder);
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

    /// <summary>Starts the node of a region, over what it had if it ran before.</summary>
    public async Task StartNodeAsync(int index) => nodes[NameOf(index)] = await NodeProcess.StartAsync(
        NameOf(index), Path.Combine(folder, NameOf(index)), isFolderKept: true);

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        foreach (var node in nodes.Values)
        {
            await node.DisposeAsync();
        }
    }
}
