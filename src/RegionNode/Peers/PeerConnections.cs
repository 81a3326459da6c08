using Grpc.Core;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Peers;

/// <summary>Keeps a stream open to every region that shares a table with this one, for as long as it does.</summary>
sealed partial class PeerConnections(
    Volume volume, ReplicationService replication, TimeProvider time, ILogger<PeerConnections> logger)
{
    readonly Dictionary<string, Connection> connections = new(StringComparer.Ordinal);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var changed = new Signal();
        void Note()
        {
            changed.Set();
            foreach (var connection in Snapshot())
            {
                connection.CatalogChanged.Set();
            }
        }

        volume.Catalog.Changed += Note;
        try
        {
            while (true)
            {
                await OpenAndCloseAsync(cancel);
                await replication.SettleAsync(cancel);
                replication.Clock.Check(replication.Sources());
                _ = await changed.WaitAsync(ReplicationTimes.AskAgain, time, cancel);
            }
        }
        finally
        {
            volume.Catalog.Changed -= Note;
            await Task.WhenAll(Snapshot().Select(connection => connection.StopAsync()));
        }
    }

    Connection[] Snapshot()
    {
        lock (connections)
        {
            return [.. connections.Values];
        }
    }

    async Task OpenAndCloseAsync(CancellationToken cancel)
    {
        var wanted = replication.Sources();
        foreach (var connection in Snapshot())
        {
            if (connection.Running.IsFaulted)
            {
                // Not a broken stream but a broken promise of ours: the node stops rather than go on without it.
                await connection.Running;
            }

            if (!wanted.Contains(connection.Region))
            {
                lock (connections)
                {
                    connections.Remove(connection.Region);
                }

                await connection.StopAsync();
            }
        }

        foreach (var region in wanted)
        {
            lock (connections)
            {
                if (!connections.ContainsKey(region))
                {
                    var connection = new Connection(region, cancel);
                    connections.Add(region, connection);
                    connection.Running = KeepOpenAsync(connection);
                }
            }
        }
    }

    async Task KeepOpenAsync(Connection connection)
    {
        var cancel = connection.Ending.Token;
        var reader = replication.ReaderOf(connection.Region);
        var wait = ReplicationTimes.ReconnectFirst;
        while (!cancel.IsCancellationRequested)
        {
            var reason = await RunStreamAsync(reader, connection, cancel);
            if (reader.IsConnected)
            {
                wait = ReplicationTimes.ReconnectFirst;
                if (!cancel.IsCancellationRequested)
                {
                    LogSourceGone(connection.Region, reason);
                }
            }

            reader.Disconnected(reason);
            await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < ReplicationTimes.ReconnectMost ? wait * 2 : ReplicationTimes.ReconnectMost;
        }
    }

    async Task<string> RunStreamAsync(PeerReader reader, Connection connection, CancellationToken cancel)
    {
        if (!volume.Peers.Addresses.TryGetValue(connection.Region, out var address))
        {
            return $"the address of {connection.Region} is not known";
        }

        try
        {
            var stream = new PeerStream(reader, volume.Catalog.Region, replication.Delay, time);
            await stream.RunAsync(address, connection.CatalogChanged, cancel);
            return "";
        }
        catch (RpcException failure)
        {
            return $"{address}: {failure.Status.Detail}";
        }
        catch (Exception failure) when (failure is ReplicationException or OperationCanceledException
            or HttpRequestException or IOException or InvalidOperationException or StorageException
            or FormatException)
        {
            return $"{address}: {failure.Message}";
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "The stream from {Source} is broken ({Reason}); it is opened again")]
    partial void LogSourceGone(string source, string reason);

    sealed class Connection(string region, CancellationToken cancel)
    {
        public string Region => region;

        public CancellationTokenSource Ending { get; } = CancellationTokenSource.CreateLinkedTokenSource(cancel);

        public Signal CatalogChanged { get; } = new();

        public Task Running { get; set; } = Task.CompletedTask;

        public async Task StopAsync()
        {
            await Ending.CancelAsync();
            await Running;
            Ending.Dispose();
        }
    }
}
