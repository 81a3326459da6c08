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

    /// <summary>From when a region that does not answer is away, and others are asked for what it wrote.</summary>
    public static readonly TimeSpan Away = 5 * Heartbeat;

    /// <summary>Between two differences from one source for what only it can give.</summary>
    public static readonly TimeSpan DifferenceAgain = Heartbeat;

    /// <summary>The same after one that had to leave out a damaged row.</summary>
    public static readonly TimeSpan DifferenceAfterDamage = 10 * Heartbeat;

    /// <summary>How long a starting node waits to hear how far the others have its logs.</summary>
    public static readonly TimeSpan Confirmation = 3 * Heartbeat;

    public static readonly TimeSpan ConfirmationLook = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a first copy waits for the region that had begun to give it.</summary>
    public static readonly TimeSpan FillPatience = TimeSpan.FromSeconds(30);

    /// <summary>Before a refused ask is asked again.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>Over which the rows of a slow comparison are counted.</summary>
    public static readonly TimeSpan VerifyPaceOver = Heartbeat;

    /// <summary>How long the answer to a comparison is waited for.</summary>
    public static readonly TimeSpan VerifyPatience = TimeSpan.FromSeconds(30);

    /// <summary>From the end of a comparison to the next one, unless the node is told otherwise.</summary>
    public static readonly TimeSpan VerifyInterval = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan ReconnectFirst = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan ReconnectMost = TimeSpan.FromSeconds(2);
}
