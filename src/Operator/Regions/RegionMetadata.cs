using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>Name, labels and owner of an object that lives and goes with its Region.</summary>
static class RegionMetadata
{
    public static V1ObjectMeta Owned(V1Alpha1Region region, string name) => new()
    {
        Name = name,
        NamespaceProperty = region.Spec.Namespace,
        Labels = RegionLabels.Of(region),
        OwnerReferences = [ApiResource.ReferenceTo(region)],
    };
}
