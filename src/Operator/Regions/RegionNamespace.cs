using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// The namespace of a region's node. It has no owner: deleting a Region never deletes a namespace, nor the volumes
/// in it.
/// </summary>
static class RegionNamespace
{
    public static V1Namespace For(V1Alpha1Region region) => Labelled(region, new(StringComparer.Ordinal)
    {
        [RegionLabels.Region] = region.Metadata.Name,
        [RegionLabels.ManagedBy] = RegionLabels.Operator,
        ["pod-security.kubernetes.io/enforce"] = "restricted",
        ["pod-security.kubernetes.io/audit"] = "restricted",
        ["pod-security.kubernetes.io/warn"] = "restricted",
    });

    /// <summary>Of a namespace that others made: only whose region is in it, by which peers are let in.</summary>
    public static V1Namespace Claim(V1Alpha1Region region) => Labelled(region, new(StringComparer.Ordinal)
    {
        [RegionLabels.Region] = region.Metadata.Name,
    });

    static V1Namespace Labelled(V1Alpha1Region region, Dictionary<string, string> labels) => new()
    {
        ApiVersion = V1Namespace.KubeApiVersion,
        Kind = V1Namespace.KubeKind,
        Metadata = new() { Name = region.Spec.Namespace, Labels = labels },
    };
}
