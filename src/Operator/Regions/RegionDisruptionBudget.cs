using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>A drain may move the node; with more than one it takes one after the other.</summary>
static class RegionDisruptionBudget
{
    public const string Name = RegionLabels.NodeName;

    public static V1PodDisruptionBudget For(V1Alpha1Region region) => new()
    {
        ApiVersion = $"{V1PodDisruptionBudget.KubeGroup}/{V1PodDisruptionBudget.KubeApiVersion}",
        Kind = V1PodDisruptionBudget.KubeKind,
        Metadata = RegionMetadata.Owned(region, Name),
        Spec = new()
        {
            MaxUnavailable = 1,
            UnhealthyPodEvictionPolicy = "AlwaysAllow",
            Selector = new() { MatchLabels = RegionLabels.Selector(region) },
        },
    };
}
