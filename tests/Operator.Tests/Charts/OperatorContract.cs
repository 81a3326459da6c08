using System.Reflection;
using GlobalTables.Operator.Regions;

namespace GlobalTables.Operator.Tests.Charts;

/// <summary>What the chart and the docs take for granted of the operator.</summary>
static class OperatorContract
{
    public static readonly string[] Options =
    [
        "--namespace", "--leader-election", "--watch-namespaces", "--auto-create-regions", "--node-image",
        "--node-image-pull-policy", "--node-image-pull-secrets", "--default-storage-size", "--default-storage-class",
        "--api-tables-namespace", "--metrics-namespaces", "--probe-port",
    ];

    /// <summary>By command; the first is the one without a word of its own.</summary>
    public static readonly Dictionary<string, string[]> OptionsOf = new(StringComparer.Ordinal)
    {
        [""] = Options,
        ["gateway"] = ["--port", "--probe-port"],
        ["check"] = ["--table-name", "--write-region", "--write-endpoint", "--read-endpoint", "--timeout"],
    };

    public static readonly string[] Metrics =
    [
        "globaltables_table_ready", "globaltables_replication_lag_seconds",
        "globaltables_replication_lag_threshold_seconds", "globaltables_region_up", "leader_election_master_status",
    ];

    public static readonly Dictionary<string, string[]> ReasonsOfTables = new(StringComparer.Ordinal)
    {
        ["Ready"] =
        [
            "AllReplicasActive", "RegionNotFound", "ReplicaCreating", "RegionUnreachable", "TableNameTaken",
            "InvalidSpec", "Paused",
        ],
        ["Progressing"] =
        [
            "ReplicaBootstrapping", "ReplicaDraining", "ReplicaRemoving", "RollingUpdate", "WaitingForRegion", "Settled",
        ],
        ["Degraded"] = ["StreamStalled", "RegionUnreachable", "NodeProblem", "ReconcileError", "AsExpected"],
        ["ReplicationHealthy"] = ["LagBelowThreshold", "LagAboveThreshold", "NoPeers", "ProbeFailed"],
    };

    public static IReadOnlyList<string> ReasonsOfRegions { get; } =
    [
        .. typeof(RegionReasons).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];
}
