using System.Diagnostics;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Faults.Cluster;

/// <summary>One region of the run: a node that is killed, paused and started again over the same data.</summary>
sealed class FaultyRegion(string name, string folder) : IAsyncDisposable
{
    static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    volatile NodeProcess? node;

    public string Name => name;

    /// <summary>The data folder's file system, where it is one that can be filled.</summary>
    public SmallDisk? Disk { get; set; }

    /// <summary>True while a fault has hold of the node: one at a time does.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Null while it is down.</summary>
    public NodeProcess? Node => node;

    public string Folder => folder;

    public async Task StartAsync() =>
        node = await NodeProcess.StartAsync(name, folder, isFolderKept: true);

    /// <summary>Starts until it succeeds: a node may refuse to start while its disk is full.</summary>
    public async Task StartAgainAsync(TimeSpan most, CancellationToken cancel)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                await StartAsync();
                return;
            }
            catch (Exception failure) when (failure is InvalidOperationException or TimeoutException)
            {
                if (clock.Elapsed > most)
                {
                    throw new InvalidOperationException(
                        $"{name} does not start again within {most.TotalSeconds} s: {failure.Message}", failure);
                }

                await Task.Delay(StartAgainAfter, TimeProvider.System, cancel);
            }
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        NodeProcess? killed;
        lock (gate)
        {
            killed = node;
            node = null;
        }

        if (killed is not null)
        {
            await killed.DisposeAsync();
        }
    }

    /// <summary>SIGSTOP; the node stands still until the answer is disposed of.</summary>
    public IDisposable Pause()
    {
        var paused = node ?? throw new InvalidOperationException($"{name} is down.");
        Signal.Pause(paused.Id);
        return new Resumption(paused);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (Disk is { } disk)
        {
            await disk.DisposeAsync();
        }
    }

    sealed class Resumption(NodeProcess paused) : IDisposable
    {
        public void Dispose()
        {
            if (!paused.HasEnded)
            {
                Signal.Resume(paused.Id);
            }
        }
    }
}
