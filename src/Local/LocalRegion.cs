using System.Globalization;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Nodes;

namespace GlobalTables.Local;

/// <summary>One region of this machine: its process, and what its node reports.</summary>
sealed class LocalRegion : IAsyncDisposable
{
    static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan StatusWait = TimeSpan.FromMilliseconds(500);

    readonly CancellationTokenSource stopping = new();
    readonly RegionClient client;
    readonly NodeProcess process;
    readonly TimeProvider time;
    readonly Action changed;
    readonly Task running;
    volatile RegionStatus? status;

    public LocalRegion(string name, RegionPorts ports, string folder, RegionSetup setup, Action changed)
    {
        Name = name;
        Ports = ports;
        time = setup.Time;
        this.changed = changed;
        client = new RegionClient(new Uri(PeerAddress), time);
        process = new NodeProcess(name, setup.Executable.Start(
        [
            "--region", name,
            "--data", folder,
            "--port", Text(ports.Api),
            "--peer-port", Text(ports.Peers),
            "--probe-port", Text(ports.Probes),
            "--replication-delay", $"{Text((long)setup.ReplicationDelay.TotalMilliseconds)}ms",
            "--parent-pid", Text(Environment.ProcessId),
        ]), time, setup.Say);
        running = Task.WhenAll(process.RunAsync(stopping.Token), WatchAsync(stopping.Token));
    }

    public string Name { get; }

    public RegionPorts Ports { get; }

    public string PeerAddress => $"http://127.0.0.1:{Ports.Peers}";

    public string ApiAddress => $"http://127.0.0.1:{Ports.Api}";

    /// <summary>What the node reported last; null when it cannot be reached.</summary>
    public RegionStatus? Status => status;

    public int? ProcessId => process.ProcessId;

    /// <summary>Done once the node has been up for the first time.</summary>
    public Task Ready => process.Ready;

    public async Task<NodeAnswer> PushAsync(RegionConfig config, CancellationToken cancel)
    {
        var answer = await client.PushAsync(config, cancel);
        if (answer is NodeAnswer.Told told)
        {
            Report(told.Status);
        }

        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        client.Dispose();
        stopping.Dispose();
    }

    async Task WatchAsync(CancellationToken cancel)
    {
        try
        {
            await process.Ready.WaitAsync(cancel);
            while (true)
            {
                var answer = await client.WatchAsync(status?.Revision, StatusWait, cancel);
                Report((answer as NodeAnswer.Told)?.Status);
                if (answer is not NodeAnswer.Told)
                {
                    await Task.Delay(AskAgainAfter, time, cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            status = null;
        }
    }

    void Report(RegionStatus? now)
    {
        var before = status;
        if (now is not null && now.Incarnation == before?.Incarnation && now.ConfigEpoch < before.ConfigEpoch)
        {
            return;   // asked before a config was pushed, answered after
        }

        status = now;
        if (before?.Revision != now?.Revision || before?.Incarnation != now?.Incarnation)
        {
            changed();
        }
    }

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What all regions of one run share.</summary>
sealed record RegionSetup(
    NodeExecutable Executable, TimeSpan ReplicationDelay, TimeProvider Time, Action<string> Say);
