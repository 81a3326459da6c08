using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>The region's node with its volume.</summary>
static class RegionStatefulSet
{
    public const string Name = RegionLabels.NodeName;

    /// <summary>Of the pod template. Equal hashes: applying restarts nothing.</summary>
    public const string TemplateHash = ApiGroup.Name + "/template-hash";

    /// <exception cref="InvalidRegionException">What is laid over the pod is not possible.</exception>
    public static V1StatefulSet For(V1Alpha1Region region, RegionOptions options)
    {
        var template = PodOverlay.Over(RegionPod.For(region, options), region.Spec.PodTemplate);
        var metadata = RegionMetadata.Owned(region, Name);
        metadata.Annotations = new Dictionary<string, string> { [TemplateHash] = Regions.TemplateHash.Of(template) };
        return new()
        {
            ApiVersion = $"{V1StatefulSet.KubeGroup}/{V1StatefulSet.KubeApiVersion}",
            Kind = V1StatefulSet.KubeKind,
            Metadata = metadata,
            Spec = new()
            {
                ServiceName = RegionServices.PeerNodes,
                Replicas = region.Spec.Nodes,
                PodManagementPolicy = "Parallel",
                UpdateStrategy = new() { Type = "RollingUpdate" },
                PersistentVolumeClaimRetentionPolicy = new()
                {
                    WhenDeleted = region.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted,
                    WhenScaled = region.Spec.PersistentVolumeClaimRetentionPolicy.WhenScaled,
                },
                Selector = new() { MatchLabels = RegionLabels.Selector(region) },
                Template = template,
                VolumeClaimTemplates = [DataClaim(region, options)],
            },
        };
    }

    public static string? HashOf(V1StatefulSet set) =>
        set.Metadata.Annotations is { } annotations && annotations.TryGetValue(TemplateHash, out var hash)
            ? hash
            : null;

    static V1PersistentVolumeClaim DataClaim(V1Alpha1Region region, RegionOptions options) => new()
    {
        ApiVersion = V1PersistentVolumeClaim.KubeApiVersion,
        Kind = V1PersistentVolumeClaim.KubeKind,
        Metadata = new() { Name = RegionPod.DataVolume, Labels = RegionLabels.Of(region) },
        Spec = new()
        {
            AccessModes = ["ReadWriteOnce"],
            StorageClassName = region.Spec.Storage.StorageClassName ?? options.DefaultStorageClass,
            Resources = new()
            {
                Requests = new Dictionary<string, ResourceQuantity>
                {
                    [VolumeSize.Resource] = VolumeSize.Of(region),
                },
            },
        },
    };
}
