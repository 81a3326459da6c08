using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tables;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GlobalTables.Operator;

/// <summary>The composition root: what the operator is made of.</summary>
static class GlobalTablesOperator
{
    public static OperatorBuilder AddGlobalTables(this IServiceCollection services, OperatorOptions options)
    {
        services.AddSingleton(options.Regions);
        services.AddSingleton(options.Tables);
        services.TryAddSingleton<PeerAddressOf>(RegionAddress.Peers);
        services.AddSingleton<TableEvents>();
        services.AddSingleton<StatusWriter>();
        services.AddSingleton<PlannerParts>();
        services.AddSingleton<TableMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<TableMetrics>());
        return services
            .AddKubernetesOperator(settings => settings
                .WithName("globaltables-operator")
                .WithNamespace(options.Namespace)
                .WithHealthPort(options.ProbePort)
                .WithLeaderElection(options.LeaderElection ? LeaderElectionType.Single : LeaderElectionType.None))
            .AddRegions(options.Regions)
            .AddInformer<V1Alpha1GlobalTable>(tables => tables.Namespaces = options.WatchNamespaces)
            .AddController<GlobalTableController, V1Alpha1GlobalTable>()
            .AddFinalizer<GlobalTableFinalizer, V1Alpha1GlobalTable>(ApiGroup.Finalizer)
            .AddLeaderService<TableControl>();
    }
}
