using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>The caches that the region controller decides from.</summary>
sealed record RegionStores(
    IEntityStore<V1Alpha1Region> Regions,
    IEntityStore<V1Alpha1GlobalTable> Tables,
    IEntityStore<V1Namespace> Namespaces,
    IEntityStore<V1StatefulSet> StatefulSets,
    IEntityStore<V1Pod> Pods,
    IEntityStore<V1PersistentVolumeClaim> Claims,
    IEntityStore<V1NetworkPolicy> NetworkPolicies)
{
    public IReadOnlyList<V1Pod> PodsOf(V1Alpha1Region region) =>
        [.. Pods.InNamespace(region.Spec.Namespace).Where(pod => Belongs(pod.Metadata, region))];

    public IReadOnlyList<V1PersistentVolumeClaim> ClaimsOf(V1Alpha1Region region) =>
    [
        .. Claims.InNamespace(region.Spec.Namespace).Where(claim =>
            Belongs(claim.Metadata, region)
            && claim.Metadata.Name.StartsWith(
                $"{RegionPod.DataVolume}-{RegionStatefulSet.Name}-", StringComparison.Ordinal)),
    ];

    public int TableCountOf(V1Alpha1Region region) => Tables.List().Count(table =>
        table.Spec.Replicas.Any(replica => replica.Region == region.Metadata.Name));

    static bool Belongs(V1ObjectMeta metadata, V1Alpha1Region region) =>
        RegionLabels.RegionOf(metadata) == region.Metadata.Name;
}
