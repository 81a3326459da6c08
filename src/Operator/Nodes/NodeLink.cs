using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Nodes;

namespace GlobalTables.Operator.Nodes;

/// <summary>
/// The line to one region's node: asks for its status all the time, and tells it its config. A node that is slow or
/// dead holds up nobody but itself.
/// </summary>
sealed class NodeLink : IAsyncDisposable
{
    static readonly TimeSpan StatusWait = TimeSpan.FromSeconds(2);
    static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource stopping = new();
    readonly RegionClient client;
    readonly TimeProvider time;
    readonly Action changed;
    readonly Task watching;
    readonly Lock gate = new();
    Task pushing = Task.CompletedTask;
    volatile NodeView view;

    /// <param name="region">The region that the node must be.</param>
    /// <param name="address">Its control port, as in <c>http://regionnode-peers.region-eu-west-1.svc:8001</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called when the node's state, not only a measurement, has changed.</param>
    public NodeLink(string region, string address, TimeProvider time, Action changed)
    {
        Region = region;
        Address = address;
        this.time = time;
        this.changed = changed;
        view = new NodeView { SilentSince = time.GetUtcNow(), Failure = "it has not been asked yet" };
        client = new RegionClient(new Uri(address), time);
        watching = WatchAsync(stopping.Token);
    }

    public string Region { get; }

    public string Address { get; }

    public NodeView View => view;

    /// <summary>False while a config is on its way: one at a time, the newest next.</summary>
    public bool CanPush => pushing.IsCompleted && view.Status is not null;

    /// <summary>Tells the node its config in the background.</summary>
    /// <param name="config">What the region is to be.</param>
    /// <param name="answered">Called with what became of it; never when the link ends first.</param>
    public void Push(RegionConfig config, Action<RegionConfig, NodeAnswer> answered) =>
        pushing = PushAsync(config, answered, stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(watching, pushing);
        client.Dispose();
        stopping.Dispose();
    }

    async Task PushAsync(RegionConfig config, Action<RegionConfig, NodeAnswer> answered, CancellationToken cancel)
    {
        try
        {
            var answer = await client.PushAsync(config, cancel);
            Hear(answer, isAboutConfig: true);
            answered(config, answer);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // the link ends
        }
        finally
        {
            changed();
        }
    }

    async Task WatchAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                Hear(await client.WatchAsync(view.Status?.Revision, StatusWait, cancel), isAboutConfig: false);
                if (view.Status is null)
                {
                    await Task.Delay(AskAgainAfter, time, cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // the link ends
        }
    }

    void Hear(NodeAnswer answer, bool isAboutConfig)
    {
        NodeView before;
        lock (gate)
        {
            before = view;
            view = After(before, answer, isAboutConfig);
        }

        if (before.Status?.Revision != view.Status?.Revision
            || before.Status?.Incarnation != view.Status?.Incarnation)
        {
            changed();
        }
    }

    NodeView After(NodeView before, NodeAnswer answer, bool isAboutConfig) => answer switch
    {
        NodeAnswer.Told { Status: var status } when status.Region != Region =>
            Silent(before, $"the node at {Address} is of region {status.Region}"),

        // Asked before a config was pushed, answered after.
        NodeAnswer.Told { Status: var status } when before.Status is { } known
            && known.Incarnation == status.Incarnation
            && status.ConfigEpoch < known.ConfigEpoch => before,
        NodeAnswer.Told { Status: var status } => new NodeView { Status = status, LastHeard = status },
        NodeAnswer.Refused { Reason: var reason } when isAboutConfig => before with { Failure = reason },
        NodeAnswer.Refused { Reason: var reason } => Silent(before, reason),
        NodeAnswer.Unreachable { Reason: var reason } => Silent(before, reason),
        _ => before,
    };

    NodeView Silent(NodeView before, string failure) => before with
    {
        Status = null,
        SilentSince = before.SilentSince ?? time.GetUtcNow(),
        Failure = failure,
    };
}
