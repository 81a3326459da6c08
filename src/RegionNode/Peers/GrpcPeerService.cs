using Grpc.Core;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Peers;

/// <summary>The serving end of the peer protocol: carries between a reader's stream and its feed source.</summary>
sealed partial class GrpcPeerService(Volume volume, TimeProvider time, ILogger<GrpcPeerService> logger)
    : Wire.Replication.ReplicationBase
{
    public override async Task Replicate(
        IAsyncStreamReader<Wire.FromReader> requestStream,
        IServerStreamWriter<Wire.FromSource> responseStream,
        ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var reader = await GreetInTimeAsync(requestStream, cancel);
        var own = volume.Catalog.Region;
        await responseStream.WriteAsync(
            new() { Hello = new() { Protocol = Frames.Protocol, Region = own, To = reader } }, cancel);

        using var source = new FeedSource(reader, volume, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var heard = new LastHeard(time);
        var receiving = ReceiveAsync(requestStream, source, heard, ended);
        var watching = heard.UntilSilentAsync(ended);
        LogReaderConnected(reader);
        try
        {
            await SendAsync(responseStream, source, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader has hung up, or this node stops.
        }
        catch (IOException)
        {
            // The connection broke in the middle of a write; the reader comes back.
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(receiving, watching);
            LogReaderGone(reader);
        }
    }

    async Task<string> GreetInTimeAsync(IAsyncStreamReader<Wire.FromReader> requests, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(ReplicationTimes.StreamDead, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return await GreetAsync(requests, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new RpcException(new(StatusCode.DeadlineExceeded, "The first message must be a hello, at once."));
        }
    }

    async Task<string> GreetAsync(IAsyncStreamReader<Wire.FromReader> requests, CancellationToken cancel)
    {
        if (!await requests.MoveNext(cancel)
            || requests.Current.MessageCase != Wire.FromReader.MessageOneofCase.Hello)
        {
            throw new RpcException(new(StatusCode.InvalidArgument, "The first message must be a hello."));
        }

        var hello = requests.Current.Hello;
        if (hello.Protocol != Frames.Protocol)
        {
            throw new RpcException(new(
                StatusCode.FailedPrecondition,
                $"Peer protocol {hello.Protocol} of {hello.Region} is not {Frames.Protocol}, which this node speaks."));
        }

        return hello.To == volume.Catalog.Region
            ? hello.Region
            : throw new RpcException(new(
                StatusCode.FailedPrecondition,
                $"This is {volume.Catalog.Region}, not {hello.To}: {hello.Region} has a wrong address."));
    }

    static async Task ReceiveAsync(
        IAsyncStreamReader<Wire.FromReader> requests, FeedSource source, LastHeard heard,
        CancellationTokenSource ended)
    {
        try
        {
            while (await requests.MoveNext(ended.Token))
            {
                heard.Now();
                if (Frames.Of(requests.Current) is { } message)
                {
                    source.Receive(message);
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or RpcException)
        {
            // The stream has ended one way or another.
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    async Task SendAsync(
        IServerStreamWriter<Wire.FromSource> responses, FeedSource source, CancellationToken cancel)
    {
        var lastHeartbeat = time.GetTimestamp();
        while (true)
        {
            if (time.GetElapsedTime(lastHeartbeat) >= ReplicationTimes.Heartbeat)
            {
                lastHeartbeat = time.GetTimestamp();
                await responses.WriteAsync(Frames.From(source.Heartbeat()), cancel);
            }

            if (source.Next() is { } message)
            {
                await responses.WriteAsync(Frames.From(message), cancel);
                continue;
            }

            var untilHeartbeat = ReplicationTimes.Heartbeat - time.GetElapsedTime(lastHeartbeat);
            _ = await source.Ready.WaitAsync(untilHeartbeat, time, cancel);
        }
    }

    [LoggerMessage(300, LogLevel.Information, "{Reader} reads from this region")]
    partial void LogReaderConnected(string reader);

    [LoggerMessage(301, LogLevel.Information, "{Reader} no longer reads from this region")]
    partial void LogReaderGone(string reader);
}
