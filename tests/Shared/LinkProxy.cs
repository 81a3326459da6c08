using System.Net;
using System.Net.Sockets;

namespace GlobalTables.Tests.Shared;

/// <summary>What is wrong with a link while a fault lasts.</summary>
/// <param name="IsCut">Connections are closed, and new ones are refused.</param>
/// <param name="HoldsRequests">What the reader sends stays on the way; the connection stays.</param>
/// <param name="HoldsAnswers">What the source sends stays on the way.</param>
/// <param name="Delay">How much later everything arrives.</param>
sealed record LinkTrouble(
    bool IsCut = false, bool HoldsRequests = false, bool HoldsAnswers = false, TimeSpan Delay = default);

/// <summary>
/// The way from one region to the peer port of another: a TCP proxy that keeps the order of bytes and loses none while
/// a connection lasts, as TCP does. What is held is not read on, so that the sender's own buffers fill.
/// </summary>
sealed class LinkProxy : IAsyncDisposable
{
    readonly Func<Uri?> target;
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource ending = new();
    readonly Lock gate = new();
    readonly List<LinkTrouble> troubles = [];
    readonly HashSet<LinkConnection> connections = [];
    readonly Task accepting;
    long bytesPassed;
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="target">Where the source answers at the moment; null while it is not there.</param>
    public LinkProxy(Func<Uri?> target)
    {
        this.target = target;
        listener.Start();
        Address = new($"http://{listener.LocalEndpoint}");
        accepting = AcceptAsync();
    }

    /// <summary>Where the reader finds the source; it stays the same.</summary>
    public Uri Address { get; }

    /// <summary>Bytes of both directions and all connections together.</summary>
    public long BytesPassed => Interlocked.Read(ref bytesPassed);

    /// <summary>The link has this trouble, besides what others it has, until it is given up.</summary>
    public IDisposable Suffer(LinkTrouble trouble)
    {
        var own = trouble with { };
        Change(() => troubles.Add(own));
        if (trouble.IsCut)
        {
            foreach (var connection in Connections())
            {
                connection.Break();
            }
        }

        return new Recovery(() => Change(() => troubles.RemoveAll(present => ReferenceEquals(present, own))));
    }

    /// <summary>All that is wrong at the moment, and a task that is done when it is no longer so.</summary>
    public (LinkTrouble Trouble, Task Changed) Now()
    {
        lock (gate)
        {
            return (Sum(), changed.Task);
        }
    }

    /// <summary>Notes what a connection has passed.</summary>
    public void Passed(int bytes) => Interlocked.Add(ref bytesPassed, bytes);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting;
        foreach (var connection in Connections())
        {
            connection.Break();
        }

        ending.Dispose();
    }

    LinkConnection[] Connections()
    {
        lock (gate)
        {
            return [.. connections];
        }
    }

    LinkTrouble Sum() => new(
        troubles.Exists(trouble => trouble.IsCut),
        troubles.Exists(trouble => trouble.HoldsRequests),
        troubles.Exists(trouble => trouble.HoldsAnswers),
        troubles.Select(trouble => trouble.Delay).DefaultIfEmpty().Max());

    void Change(Action change)
    {
        lock (gate)
        {
            change();
            changed.SetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    async Task AcceptAsync()
    {
        while (true)
        {
            Socket reader;
            try
            {
                reader = await listener.AcceptSocketAsync(ending.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(reader);
        }
    }

    async Task ServeAsync(Socket reader)
    {
        using var connection = new LinkConnection(this, reader);
        lock (gate)
        {
            connections.Add(connection);
        }

        try
        {
            if (!Now().Trouble.IsCut && target() is { } address)
            {
                await connection.PassAsync(address, ending.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Broken by a fault, by either end, or because the run is over: both ends see it closed.
        }
        finally
        {
            lock (gate)
            {
                connections.Remove(connection);
            }
        }
    }

    sealed class Recovery(Action recover) : IDisposable
    {
        Action? left = recover;

        public void Dispose() => Interlocked.Exchange(ref left, null)?.Invoke();
    }
}
