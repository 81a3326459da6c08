using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>Who the node is to Kubernetes: nobody with rights.</summary>
static class RegionServiceAccount
{
    public const string Name = RegionLabels.NodeName;

    public static V1ServiceAccount For(V1Alpha1Region region) => new()
    {
        ApiVersion = V1ServiceAccount.KubeApiVersion,
        Kind = V1ServiceAccount.KubeKind,
        Metadata = RegionMetadata.Owned(region, Name),
        AutomountServiceAccountToken = false,
    };
}
