using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using GlobalTables.RegionNode.Replication;

namespace GlobalTables.RegionNode.Peers;

/// <summary>
/// The reading end of the peer protocol: one stream to one source, from its opening to its end. What comes is
/// held for the configured delay, if there is one, and taken in one after the other.
/// </summary>
sealed class PeerStream(PeerReader reader, string ownRegion, TimeSpan delay, TimeProvider time)
{
    /// <summary>Held batches: bounded by the window of each table, and by this.</summary>
    const int HeldMax = 1024;

    readonly Channel<(SourceMessage Message, long ReceivedAt)> held =
        Channel.CreateBounded<(SourceMessage, long)>(HeldMax);

    readonly LastHeard heard = new(time);

    /// <summary>Runs until the stream breaks, always by an exception.</summary>
    /// <param name="catalogChanged">Set when the tables of this region have changed.</param>
    public async Task RunAsync(string address, Signal catalogChanged, CancellationToken cancel)
    {
        using var channel = GrpcChannel.ForAddress(address, new()
        {
            HttpHandler = new SocketsHttpHandler { UseProxy = false },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = Frames.BytesMax,
            MaxSendMessageSize = Frames.BytesMax,
        });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var call = new Wire.Replication.ReplicationClient(channel)
            .Replicate(cancellationToken: ended.Token);
        await GreetAsync(call, ended);

        reader.Connected();
        Task[] parts =
        [
            SendAsync(call.RequestStream, ended.Token),
            ReceiveAsync(call.ResponseStream, ended.Token),
            TakeInAsync(ended.Token),
            TickAsync(catalogChanged, ended.Token),
            WatchAsync(ended),
        ];
        try
        {
            await await Task.WhenAny(parts);
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new ReplicationException($"{reader.Source} has ended the stream.");
    }

    async Task GreetAsync(
        AsyncDuplexStreamingCall<Wire.FromReader, Wire.FromSource> call, CancellationTokenSource ended)
    {
        using var patience = new CancellationTokenSource(ReplicationTimes.StreamDead, time);
        using var registration = patience.Token.Register(ended.Cancel);
        await call.RequestStream.WriteAsync(
            new() { Hello = new() { Protocol = Frames.Protocol, Region = ownRegion, To = reader.Source } },
            ended.Token);
        if (!await call.ResponseStream.MoveNext(ended.Token)
            || call.ResponseStream.Current.MessageCase != Wire.FromSource.MessageOneofCase.Hello)
        {
            throw new ReplicationException($"{reader.Source} did not answer the greeting.");
        }
    }

    async Task SendAsync(IClientStreamWriter<Wire.FromReader> requests, CancellationToken cancel)
    {
        await foreach (var message in reader.Outbox.ReadAllAsync(cancel))
        {
            await requests.WriteAsync(Frames.From(message), cancel);
        }
    }

    async Task ReceiveAsync(IAsyncStreamReader<Wire.FromSource> responses, CancellationToken cancel)
    {
        heard.Now();
        while (await responses.MoveNext(cancel))
        {
            var now = time.GetTimestamp();
            heard.Now();
            if (Frames.Of(responses.Current, reader.Source) is not { } message)
            {
                continue;
            }

            // Heartbeats are held like all that is measured by them; a refusal brings nothing that could be late, and a
            // comparison nothing that is not claimed already.
            if (message is SourceMessage.Refusal
                || (delay > TimeSpan.Zero && message is SourceMessage.Compared or SourceMessage.Fetched))
            {
                await reader.ReceiveAsync(message, now, cancel);
                continue;
            }

            await held.Writer.WriteAsync((message, now), cancel);
        }
    }

    async Task TakeInAsync(CancellationToken cancel)
    {
        await foreach (var (message, receivedAt) in held.Reader.ReadAllAsync(cancel))
        {
            var rest = delay - time.GetElapsedTime(receivedAt);
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, cancel);
            }

            await reader.ReceiveAsync(message, receivedAt, cancel);
        }
    }

    async Task TickAsync(Signal catalogChanged, CancellationToken cancel)
    {
        var lastProbe = time.GetTimestamp();
        reader.Probe();
        while (true)
        {
            _ = await catalogChanged.WaitAsync(ReplicationTimes.AskAgain, time, cancel);
            reader.Tick();
            if (time.GetElapsedTime(lastProbe) >= ReplicationTimes.Heartbeat)
            {
                lastProbe = time.GetTimestamp();
                reader.Probe();
            }
        }
    }

    async Task WatchAsync(CancellationTokenSource ended)
    {
        if (await heard.UntilSilentAsync(ended))
        {
            throw new ReplicationException(
                $"{reader.Source} was silent for {ReplicationTimes.StreamDead.TotalSeconds} s.");
        }
    }
}
