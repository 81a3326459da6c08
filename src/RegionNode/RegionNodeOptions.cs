using System.CommandLine;
using System.Globalization;
using System.Net;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode;

/// <summary>Everything that a node is told from outside, with its bounds.</summary>
sealed record RegionNodeOptions
{
    static readonly TimeSpan ClockOffsetMin = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan ClockOffsetMax = TimeSpan.FromMinutes(5);
    static readonly TimeSpan ReplicationDelayMax = TimeSpan.FromMinutes(5);

    public required string Region { get; init; }

    /// <summary>The data folder; made where it is not there.</summary>
    public required string Data { get; init; }

    /// <summary>The address that all listeners are bound to.</summary>
    public required IPAddress Host { get; init; }

    /// <summary>DynamoDB's API, HTTP/1.1; 0 picks a free port, as for the other two.</summary>
    public required int Port { get; init; }

    /// <summary>Peers and control, HTTP/2 without TLS.</summary>
    public required int PeerPort { get; init; }

    /// <summary>Probes, HTTP/1.1.</summary>
    public required int ProbePort { get; init; }

    /// <summary>How long what comes from other regions is held before it is taken in.</summary>
    public required TimeSpan ReplicationDelay { get; init; }

    /// <summary>How far this region's clock may be from those of most others before it takes no writes.</summary>
    public required TimeSpan MaxClockOffset { get; init; }

    /// <summary>The process with which this one ends; null for none.</summary>
    public required int? ParentPid { get; init; }

    /// <summary>The command line; it runs the node with what it was told, or says what is wrong with it.</summary>
    public static RootCommand Command(Func<RegionNodeOptions, CancellationToken, Task<int>> run)
    {
        var region = new Option<string>("--region")
        {
            Description = "The region that this node is, as in us-east-1. It stays with the data folder for good.",
            Required = true,
        };
        var data = new Option<string>("--data")
        {
            Description = "The folder that holds the region's data. It is made where it is not there.",
            Required = true,
        };
        var host = new Option<IPAddress>("--host")
        {
            Description = "The address to listen on. 0.0.0.0 for all: the API checks no signatures yet.",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = result => IPAddress.TryParse(result.Tokens[0].Value, out var address)
                ? address
                : Wrong<IPAddress>(result, $"--host {result.Tokens[0].Value} is not an IP address."),
        };
        var port = PortOption("--port", 8000, "The DynamoDB API.");
        var peerPort = PortOption("--peer-port", 8001, "Other regions and the control plane (HTTP/2).");
        var probePort = PortOption("--probe-port", 8002, "Liveness and readiness.");
        var delay = new Option<TimeSpan>("--replication-delay")
        {
            Description = "Holds what comes from other regions for this long, to make lag visible: 2s, 500ms.",
            DefaultValueFactory = _ => TimeSpan.Zero,
            CustomParser = result => ParseSpan(result.Tokens[0].Value) is { } span && span <= ReplicationDelayMax
                ? span
                : Wrong<TimeSpan>(
                    result,
                    $"--replication-delay {result.Tokens[0].Value} is not a time from 0s to " +
                    $"{ReplicationDelayMax.TotalSeconds}s, as in 2s or 500ms."),
        };
        var maxClockOffset = new Option<TimeSpan>("--max-clock-offset")
        {
            Description = "Takes no writes while the clock is further than this from those of most other regions.",
            DefaultValueFactory = _ => StorageSettings.Default.MaxClockOffset,
            CustomParser = result => ParseSpan(result.Tokens[0].Value) is { } span
                && span >= ClockOffsetMin && span <= ClockOffsetMax
                ? span
                : Wrong<TimeSpan>(
                    result,
                    $"--max-clock-offset {result.Tokens[0].Value} is not a time from " +
                    $"{ClockOffsetMin.TotalMilliseconds}ms to {ClockOffsetMax.TotalSeconds}s, as in 500ms."),
        };
        var parentPid = new Option<int?>("--parent-pid")
        {
            Description = "Ends with the process of that id.",
        };
        region.Validators.Add(result =>
        {
            if (!Model.RegionName.IsValid(result.GetValueOrDefault<string>() ?? ""))
            {
                result.AddError("--region must be lower-case letters, digits and hyphens, as in us-east-1.");
            }
        });

        var command = new RootCommand("Runs one region: a DynamoDB-compatible server that replicates with others.")
        {
            region, data, host, port, peerPort, probePort, delay, maxClockOffset, parentPid,
        };
        command.SetAction((parsed, cancel) => run(
            new()
            {
                Region = parsed.GetRequiredValue(region),
                Data = Path.GetFullPath(parsed.GetRequiredValue(data)),
                Host = parsed.GetRequiredValue(host),
                Port = parsed.GetRequiredValue(port),
                PeerPort = parsed.GetRequiredValue(peerPort),
                ProbePort = parsed.GetRequiredValue(probePort),
                ReplicationDelay = parsed.GetRequiredValue(delay),
                MaxClockOffset = parsed.GetRequiredValue(maxClockOffset),
                ParentPid = parsed.GetValue(parentPid),
            },
            cancel));
        return command;
    }

    static Option<int> PortOption(string name, int usual, string what)
    {
        var option = new Option<int>(name)
        {
            Description = $"{what} 0 picks a free port.",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any())
            {
                return;
            }

            if (result.GetValueOrDefault<int>() is < 0 or > 65535)
            {
                result.AddError($"{name} must be a port from 0 to 65535.");
            }
        });
        return option;
    }

    static TimeSpan? ParseSpan(string text)
    {
        var (digits, unitMs) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1)
            : text.EndsWith('s') ? (text[..^1], 1000)
            : (text, 0);
        return unitMs > 0
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unitMs <= ReplicationDelayMax.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(number * unitMs)
            : null;
    }

    static T? Wrong<T>(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
