using GlobalTables.ControlPlane.Resources;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Resources;

/// <summary>A table that lives in several regions, as an object of Kubernetes. Namespaced: the tenant's.</summary>
[KubernetesEntity(
    Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = GlobalTable.Kind, PluralName = "globaltables")]
public sealed class V1Alpha1GlobalTable :
    IKubernetesObject<V1ObjectMeta>, ISpec<GlobalTableSpec>, IStatus<V1Alpha1GlobalTableStatus?>
{
    public string ApiVersion { get; set; } = GlobalTable.ApiVersion;

    public string Kind { get; set; } = GlobalTable.Kind;

    public V1ObjectMeta Metadata { get; set; } = new();

    public required GlobalTableSpec Spec { get; set; }

    public V1Alpha1GlobalTableStatus? Status { get; set; }
}

public sealed record V1Alpha1GlobalTableStatus
{
    public long? ObservedGeneration { get; init; }

    /// <summary>
    /// DynamoDB's word, for people: <c>CREATING</c>, <c>UPDATING</c>, <c>ACTIVE</c>, <c>DELETING</c>.
    /// </summary>
    public string? TableStatus { get; init; }

    /// <summary>As in <c>2/3</c>: replicas that are ACTIVE, and those that are wanted.</summary>
    public string? ReplicaSummary { get; init; }

    public int? ReadyReplicas { get; init; }

    /// <summary>The worst lag over all pairs of regions, rounded up to 1, 2, 5, 10, 20, 50, ...</summary>
    public long? MaxReplicationLagMs { get; init; }

    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    public IReadOnlyList<V1Alpha1ReplicaStatus>? Replicas { get; init; }

    /// <summary>What the control plane remembers; lost, it is read from the nodes again.</summary>
    public V1Alpha1TableGroup? Group { get; init; }
}

public sealed record V1Alpha1ReplicaStatus
{
    public required string Region { get; init; }

    /// <summary>DynamoDB's word, or <c>INACCESSIBLE</c> for a region that does not answer.</summary>
    public string? ReplicaStatus { get; init; }

    public string? ReplicaStatusDescription { get; init; }

    /// <summary>Of the first copy, while there is one under way: 0 to 100.</summary>
    public int? ReplicaStatusPercentProgress { get; init; }

    /// <summary>Since when the region does not answer.</summary>
    public DateTime? ReplicaInaccessibleDateTime { get; init; }

    /// <summary>Where the region's DynamoDB API is inside the cluster.</summary>
    public string? Endpoint { get; init; }

    public string? TableId { get; init; }

    public long? ItemCount { get; init; }

    public long? TableSizeBytes { get; init; }

    /// <summary>True while the region does not answer: the figures are the last ones heard.</summary>
    public bool? Stale { get; init; }

    /// <summary>One entry for each other region: how this one is doing with what that one writes.</summary>
    public IReadOnlyList<V1Alpha1SourceStatus>? Sources { get; init; }

    /// <summary>
    /// Writes that lost against concurrent ones, as this region has met them, by pair of regions. Each is counted where
    /// it was met: several regions may have met one.
    /// </summary>
    public IReadOnlyList<V1Alpha1ConflictCount>? Conflicts { get; init; }

    /// <summary>Rows that were found wrong in this region and put right, since its node began.</summary>
    public long? RepairedRows { get; init; }

    /// <summary>Rows of this region that are damaged, and that no other region has whole.</summary>
    public long? DamagedRows { get; init; }
}

public sealed record V1Alpha1ConflictCount
{
    /// <summary>The region whose writes lost.</summary>
    public required string LoserRegion { get; init; }

    /// <summary>The region whose writes won.</summary>
    public required string WinnerRegion { get; init; }

    /// <summary>Rounded up to 1, 2, 5, 10, 20, 50, ...; the exact number is a metric.</summary>
    public required long Count { get; init; }
}

public sealed record V1Alpha1SourceStatus
{
    /// <summary>The region that the records come from.</summary>
    public required string Region { get; init; }

    /// <summary><c>Disconnected</c>, <c>Bootstrapping</c>, <c>CatchingUp</c> or <c>Streaming</c>.</summary>
    public string? State { get; init; }

    /// <summary>Rounded up to 1, 2, 5, 10, 20, 50, ...</summary>
    public long? ReplicationLagMs { get; init; }

    /// <summary>Rounded up to 1, 2, 5, 10, 20, 50, ...; an upper bound.</summary>
    public long? PendingRecords { get; init; }

    public string? LastError { get; init; }

    /// <summary>When all of the table was last compared with this source.</summary>
    public DateTime? LastVerifiedTime { get; init; }
}

/// <summary>The table's group: which regions share it, and how far their membership has come.</summary>
public sealed record V1Alpha1TableGroup
{
    public required string Id { get; init; }

    /// <summary>The membership epoch.</summary>
    public required long Epoch { get; init; }

    public IReadOnlyList<V1Alpha1GroupMember> Members { get; init; } = [];

    /// <summary>The group before the table's object was deleted and made again.</summary>
    public string? Replaces { get; init; }

    /// <summary>Regions that are members no more, and have not confirmed it yet.</summary>
    public IReadOnlyList<V1Alpha1MemberRemoval>? Removals { get; init; }

    /// <summary>Logs that have left the group, until every member covers them to the end.</summary>
    public IReadOnlyList<V1Alpha1LeftLog>? Left { get; init; }
}

public sealed record V1Alpha1LeftLog(string Region, long Log, long Epoch, bool Drained);

public sealed record V1Alpha1MemberRemoval(string Region, bool DeleteData);

public sealed record V1Alpha1GroupMember
{
    public required string Region { get; init; }

    /// <summary><c>Active</c>, <c>Joining</c> or <c>Leaving</c>.</summary>
    public required string State { get; init; }

    /// <summary>The log that the region writes to.</summary>
    public long? Log { get; init; }

    public long ListedEpoch { get; init; }

    public long InstalledEpoch { get; init; }
}
