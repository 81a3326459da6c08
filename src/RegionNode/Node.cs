using System.Security.Cryptography;
using GlobalTables.RegionNode.Control;
using GlobalTables.RegionNode.Http;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Peers;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlobalTables.RegionNode;

/// <summary>The composition root: what a node is made of, in the order of what needs what.</summary>
sealed partial class Node : IAsyncDisposable
{
    readonly ILoggerFactory logs;
    readonly Volume volume;
    readonly TimeProvider time = TimeProvider.System;
    readonly PeerConnections peers;
    readonly WebApplication api;
    readonly WebApplication peerPort;
    readonly WebApplication probePort;
    readonly Probes probes;
    readonly Housekeeping housekeeping;
    readonly ReplicationService replication;

    Node(RegionNodeOptions options, ILoggerFactory logs)
    {
        this.logs = logs;
        var ids = new IdSource(new Random(BitConverter.ToInt32(RandomNumberGenerator.GetBytes(4))));
        volume = Volume.Open(
            options.Data, options.Region, time, ids, new() { MaxClockOffset = options.MaxClockOffset });
        housekeeping = new(volume, time);
        replication = new(volume, time, options.ReplicationDelay, options.VerifyInterval);
        peers = new(volume, replication, time, logs.CreateLogger<PeerConnections>());

        var revision = new Revision(time);
        volume.Catalog.Changed += revision.Advance;
        var logger = logs.CreateLogger<Node>();
        replication.Clock.Changed += () =>
        {
            revision.Advance();
            LogClock(logger, replication.Clock.Verdict.Problem ?? "The clocks of the regions agree again.");
        };
        var config = new ConfigApplier(volume, ids, time);
        var control = new ControlEndpoint(config, new(volume, replication, config, revision), revision);
        var endpoint = new DynamoEndpoint(
            volume.Catalog, volume.Queue, volume.Items, volume.Requests, volume.Config, volume.Streams, time,
            logs.CreateLogger<DynamoEndpoint>());
        var conflicts = new ConflictsEndpoint(volume.Catalog, volume.Conflicts, time);
        var verify = new VerifyEndpoint(volume.Catalog, replication);
        probes = new(volume);

        var apiBuilder = Listener.On(
            options.Host, options.Port, HttpProtocols.Http1, Limits.RequestBytesMax + 1, logs);
        api = apiBuilder.Build();
        api.Run(endpoint.HandleAsync);

        var peerBuilder = Listener.On(
            options.Host, options.PeerPort, HttpProtocols.Http2, Limits.RequestBytesMax, logs);
        peerBuilder.Services.AddRoutingCore();
        peerBuilder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = Frames.BytesMax);
        peerBuilder.Services.AddSingleton(new GrpcPeerService(
            volume, time, logs.CreateLogger<GrpcPeerService>()));
        peerPort = peerBuilder.Build();
        peerPort.MapGrpcService<GrpcPeerService>();
        peerPort.MapPut("/control/config", control.PutConfigAsync);
        peerPort.MapGet("/control/status", control.GetStatusAsync);
        peerPort.MapGet("/conflicts", conflicts.GetAsync);
        peerPort.MapGet("/verify", verify.GetAsync);
        peerPort.MapPost("/verify", verify.PostAsync);

        var probeBuilder = Listener.On(options.Host, options.ProbePort, HttpProtocols.Http1, 0, logs);
        probePort = probeBuilder.Build();
        probePort.Run(probes.HandleAsync);
    }

    /// <summary>Runs a node until it is told to stop; the process's exit code.</summary>
    public static async Task<int> RunAsync(RegionNodeOptions options, CancellationToken cancel)
    {
        using var logs = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            })
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Error)

            // A port that is taken is said in one line, by whoever started the listener.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None));
        try
        {
            await using var node = new Node(options, logs);
            await node.ServeAsync(options, cancel);
            return 0;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException
            or StorageException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await peerPort.DisposeAsync();
        await probePort.DisposeAsync();
        volume.Dispose();
    }

    async Task ServeAsync(RegionNodeOptions options, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        volume.StartWriter();
        await StartAsync(probePort, "--probe-port", options.ProbePort);
        await StartAsync(peerPort, "--peer-port", options.PeerPort);
        var reading = peers.RunAsync(stop.Token);
        var keeping = housekeeping.RunAsync(stop.Token);
        await UntilConfirmedAsync(stop.Token);
        await StartAsync(api, "--port", options.Port);
        var background = Task.WhenAny(
            reading,
            keeping,
            ParentWatch.UntilGoneAsync(options.ParentPid, time, stop.Token));
        probes.IsReady = true;
        await Console.Out.WriteLineAsync(
            $"Ready: region {options.Region}, API {Listener.AddressOf(api)}, peers {Listener.AddressOf(peerPort)}, " +
            $"probes {Listener.AddressOf(probePort)}, data {options.Data}");

        var ended = await background;
        probes.IsReady = false;
        await stop.CancelAsync();
        LogStopping(logs.CreateLogger<Node>());

        // The API first: what it has acknowledged may still go out to the others.
        await api.StopAsync(CancellationToken.None);
        await peerPort.StopAsync(new CancellationToken(canceled: true));
        await probePort.StopAsync(CancellationToken.None);
        await ended.ConfigureAwait(
            ended.IsCanceled ? ConfigureAwaitOptions.SuppressThrowing : ConfigureAwaitOptions.None);
    }

    static async Task StartAsync(WebApplication listener, string option, int port)
    {
        try
        {
            await listener.StartAsync();
        }
        catch (IOException failure)
        {
            throw new IOException(
                $"Port {port} is taken: give another one with {option}. ({failure.Message})", failure);
        }
    }

    // A volume that was restored to an earlier state would write over numbers that others know: they are heard first,
    // those that answer.
    async Task UntilConfirmedAsync(CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        while (!replication.IsConfirmed() && time.GetElapsedTime(begun) < ReplicationTimes.Confirmation)
        {
            await Task.Delay(ReplicationTimes.ConfirmationLook, time, cancel);
        }

        _ = await housekeeping.BeforeFirstWriteAsync(cancel);
    }

    [LoggerMessage(2, LogLevel.Warning, "{Clocks}")]
    static partial void LogClock(ILogger logger, string clocks);

    [LoggerMessage(1, LogLevel.Information, "Stopping")]
    static partial void LogStopping(ILogger logger);
}
