namespace GlobalTables.RegionNode.Replication;

/// <summary>How often and how long, in replication.</summary>
static class ReplicationTimes
{
    /// <summary>Between two heartbeats of a source, and between two probes of a reader.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>From when silence counts as lag: two missed heartbeats.</summary>
    public static readonly TimeSpan Silence = 2 * Heartbeat;

    /// <summary>From when a silent stream is given up and opened anew.</summary>
    public static readonly TimeSpan StreamDead = 5 * Heartbeat;

    /// <summary>For so long a peer's clock counts as known after it was heard.</summary>
    public static readonly TimeSpan ClockSampleKept = 5 * Heartbeat;

    /// <summary>How far clocks of regions may differ, unless the node is told otherwise.</summary>
    public static readonly TimeSpan ClockOffsetUsual = TimeSpan.FromMilliseconds(500);

    /// <summary>Before a refused ask is asked again.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan ReconnectFirst = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan ReconnectMost = TimeSpan.FromSeconds(2);
}
