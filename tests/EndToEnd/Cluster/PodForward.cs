using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using k8s;

namespace GlobalTables.EndToEnd.Cluster;

/// <summary>
/// A port of this machine behind which a pod's port is. Each connection is a port-forward of its own through the API
/// server, which works wherever kubectl does; a pod that was replaced is found by the next connection.
/// </summary>
sealed class PodForward : IAsyncDisposable
{
    const string Protocol = "v4.channel.k8s.io";
    const byte DataChannel = 0;
    const int PortBytes = 2;
    const int BufferBytes = 64 * 1024;

    readonly CancellationTokenSource stopping = new();
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly IKubernetes api;
    readonly Func<CancellationToken, Task<PodName>> find;
    readonly int port;
    readonly Task accepting;

    /// <param name="api">The cluster.</param>
    /// <param name="find">The pod of a moment.</param>
    /// <param name="port">The pod's port.</param>
    public PodForward(IKubernetes api, Func<CancellationToken, Task<PodName>> find, int port)
    {
        this.api = api;
        this.find = find;
        this.port = port;
        listener.Start();
        accepting = AcceptAsync(stopping.Token);
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }

    async Task AcceptAsync(CancellationToken cancel)
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(cancel);
                carried.RemoveAll(task => task.IsCompleted);
                carried.Add(CarryAsync(client, cancel));
            }
        }
        catch (Exception ended) when (cancel.IsCancellationRequested && ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(carried);
        }
    }

    /// <summary>To the client a pod that is away is a connection that ends.</summary>
    async Task CarryAsync(TcpClient client, CancellationToken cancel)
    {
        using var connection = client;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var pod = await find(either.Token);
            using var tunnel = await api.WebSocketNamespacedPodPortForwardAsync(
                pod.Name, pod.Namespace, [port], Protocol, cancellationToken: either.Token);
            var stream = client.GetStream();
            Task[] ways = [DownAsync(tunnel, stream, either.Token), UpAsync(stream, tunnel, either.Token)];
            await Task.WhenAny(ways);
            await either.CancelAsync();
            await Task.WhenAll(ways);
        }
        catch (Exception failure) when (failure is WebSocketException or HttpRequestException or IOException
            or k8s.Autorest.HttpOperationException or OperationCanceledException or SocketException)
        {
            // the connection ends
        }
    }

    static async Task UpAsync(NetworkStream client, WebSocket tunnel, CancellationToken cancel)
    {
        var buffer = new byte[BufferBytes];
        buffer[0] = DataChannel;
        while (await client.ReadAsync(buffer.AsMemory(1), cancel) is > 0 and var read)
        {
            await tunnel.SendAsync(buffer.AsMemory(0, read + 1), WebSocketMessageType.Binary, true, cancel);
        }
    }

    /// <summary>Each message begins with its channel, and a channel with its port; the other channel tells errors.</summary>
    static async Task DownAsync(WebSocket tunnel, NetworkStream client, CancellationToken cancel)
    {
        var buffer = new byte[BufferBytes];
        var portBytes = PortBytes;
        var isStart = true;
        byte channel = 0;
        while (true)
        {
            var part = await tunnel.ReceiveAsync(buffer.AsMemory(), cancel);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            var bytes = buffer.AsMemory(0, part.Count);
            if (isStart && part.Count > 0)
            {
                channel = bytes.Span[0];
                bytes = bytes[1..];
            }

            isStart = part.EndOfMessage;
            if (channel == DataChannel)
            {
                var skipped = Math.Min(portBytes, bytes.Length);
                portBytes -= skipped;
                await client.WriteAsync(bytes[skipped..], cancel);
            }
            else if (bytes.Length > PortBytes)
            {
                return;   // an error: the pod does not listen
            }
        }
    }
}

sealed record PodName(string Namespace, string Name);
