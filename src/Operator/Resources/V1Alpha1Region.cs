using System.Text.Json;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Resources;

/// <summary>A place for tables: one RegionNode in a namespace of its own. Cluster-scoped: the platform's.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "regions")]
public sealed class V1Alpha1Region :
    IKubernetesObject<V1ObjectMeta>, ISpec<V1Alpha1RegionSpec>, IStatus<V1Alpha1RegionStatus?>
{
    public const string KindName = "Region";

    public string ApiVersion { get; set; } = ApiGroup.Name + "/" + ApiGroup.Version;

    public string Kind { get; set; } = KindName;

    public V1ObjectMeta Metadata { get; set; } = new();

    public required V1Alpha1RegionSpec Spec { get; set; }

    public V1Alpha1RegionStatus? Status { get; set; }
}

public sealed record V1Alpha1RegionSpec
{
    /// <summary>The namespace of the region's node; immutable.</summary>
    public required string Namespace { get; init; }

    public bool CreateNamespace { get; init; } = true;

    /// <summary>1, or 0 to stop the node and keep its volume.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>The node's image; the operator's default when absent.</summary>
    public string? Image { get; init; }

    public required V1Alpha1RegionStorage Storage { get; init; }

    public V1Alpha1VolumeRetention PersistentVolumeClaimRetentionPolicy { get; init; } = new();

    public V1Alpha1NetworkPolicy NetworkPolicy { get; init; } = new();

    /// <summary>
    /// Laid over the node's pod as a strategic merge patch: resources, nodeSelector, tolerations, affinity, ...
    /// </summary>
    public JsonElement? PodTemplate { get; init; }
}

/// <param name="Size">A quantity, as in <c>20Gi</c>; it can grow and not shrink.</param>
/// <param name="StorageClassName">The cluster's default when absent; immutable.</param>
public sealed record V1Alpha1RegionStorage(string Size, string? StorageClassName = null);

/// <summary><c>Retain</c> or <c>Delete</c>, as of a StatefulSet.</summary>
public sealed record V1Alpha1VolumeRetention(string WhenDeleted = "Retain", string WhenScaled = "Retain");

public sealed record V1Alpha1NetworkPolicy(bool Enabled = true);

public sealed record V1Alpha1RegionStatus
{
    public long? ObservedGeneration { get; init; }

    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Nodes that are ready.</summary>
    public int? Nodes { get; init; }

    /// <summary>As in <c>1/1</c>: nodes that are ready, and those that are wanted.</summary>
    public string? NodeSummary { get; init; }

    /// <summary>For the scale subresource.</summary>
    public string? Selector { get; init; }

    /// <summary>Tables that have a replica here.</summary>
    public int? TableCount { get; init; }

    /// <summary>Where the region's DynamoDB API is inside the cluster.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The image that the node runs.</summary>
    public string? Version { get; init; }

    /// <summary>Tables that are to go from here and whose going the node has not confirmed yet.</summary>
    public IReadOnlyList<V1Alpha1PendingRemoval>? Removals { get; init; }
}

public sealed record V1Alpha1PendingRemoval
{
    public required string GroupId { get; init; }

    public required string TableName { get; init; }

    /// <summary>The object that declared the table, as in <c>shop/orders</c>.</summary>
    public required string DeclaredBy { get; init; }

    public bool DeleteData { get; init; }
}
