using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using Microsoft.Extensions.DependencyInjection.Extensions;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>All that the operator does about Regions, for its program.</summary>
static class RegionRegistration
{
    const int RegionsAtOnce = 8;

    public static OperatorBuilder AddRegions(this OperatorBuilder builder, RegionOptions options)
    {
        builder.Services.TryAddSingleton(options);
        builder.Services.TryAddSingleton<RegionStores>();
        builder.Services.TryAddSingleton<RolloutGate>();
        builder.Services.TryAddSingleton<NodeRollout>();
        builder.Services.TryAddSingleton<VolumeGrowth>();
        builder.Services.TryAddSingleton<RegionReport>();

        return builder
            .AddManaged<V1ServiceAccount>()
            .AddManaged<V1Service>()
            .AddManaged<V1NetworkPolicy>()
            .AddManaged<V1PodDisruptionBudget>()
            .AddManaged<V1StatefulSet>()
            .AddManaged<V1Pod>()
            .AddManaged<V1PersistentVolumeClaim>()
            .AddController<RegionController, V1Alpha1Region>(controller => controller
                .WithMaxConcurrency(RegionsAtOnce)
                .Owns<V1ServiceAccount>()
                .Owns<V1Service>()
                .Owns<V1NetworkPolicy>()
                .Owns<V1PodDisruptionBudget>()
                .Owns<V1StatefulSet>()
                .Watches<V1Pod>(OfLabel)
                .Watches<V1PersistentVolumeClaim>(OfLabel)
                .Watches<V1Namespace>(OfNamespace)
                .Watches<V1Alpha1GlobalTable>(OfTable)
                .Watches<V1Alpha1Region>(Rivals))
            .AddFinalizer<RegionFinalizer, V1Alpha1Region>(ApiGroup.Finalizer);
    }

    static OperatorBuilder AddManaged<TEntity>(this OperatorBuilder builder)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        builder.AddInformer<TEntity>(informer => informer.LabelSelector = RegionLabels.ManagedByOperator);

    static IEnumerable<ObjectKey> OfLabel(IKubernetesObject<V1ObjectMeta> entity) =>
        RegionLabels.RegionOf(entity.Metadata) is { } region ? [new(null, region)] : [];

    static IEnumerable<ObjectKey> OfNamespace(IServiceProvider services, V1Namespace home) =>
        InNamespace(services, home.Metadata.Name);

    /// <summary>Whose turn a namespace is may change with any Region that wants it.</summary>
    static IEnumerable<ObjectKey> Rivals(IServiceProvider services, V1Alpha1Region region) =>
        InNamespace(services, region.Spec.Namespace).Where(key => key.Name != region.Metadata.Name);

    static IEnumerable<ObjectKey> InNamespace(IServiceProvider services, string name) =>
        services.GetRequiredService<IEntityStore<V1Alpha1Region>>().List()
            .Where(region => region.Spec.Namespace == name)
            .Select(ObjectKey.Of);

    static IEnumerable<ObjectKey> OfTable(V1Alpha1GlobalTable table) =>
        RegionUsers.RegionsOf(table).Distinct(StringComparer.Ordinal).Select(region => new ObjectKey(null, region));
}
