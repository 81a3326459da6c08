using GlobalTables.ControlPlane.Planning;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using Prometheus;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// What the nodes report, exactly, when somebody scrapes: the objects' status is rounded and seldom written.
/// </summary>
sealed class TableMetrics : IHostedService
{
    static readonly string[] Pair = ["namespace", "globaltable", "table", "source", "destination"];
    static readonly string[] Replica = ["namespace", "globaltable", "table", "region"];
    static readonly string[] Conflict = ["namespace", "globaltable", "table", "region", "loser", "winner"];
    static readonly string[] Region = ["region"];

    readonly TableControl control;
    readonly IEntityStore<V1Alpha1GlobalTable> tables;
    readonly Gauge lag, pending, lagThreshold, items, bytes, conflicts, isActive, isAnswering, isReady;

    public TableMetrics(
        TableControl control, IEntityStore<V1Alpha1GlobalTable> tables, CollectorRegistry registry)
    {
        this.control = control;
        this.tables = tables;
        var metrics = Metrics.WithCustomRegistry(registry);
        lag = metrics.CreateGauge(
            "globaltables_replication_lag_seconds", "From commit in the source to apply in the destination.", Pair);
        pending = metrics.CreateGauge(
            "globaltables_replication_pending_records", "At most so many records are still to come.", Pair);
        lagThreshold = metrics.CreateGauge(
            "globaltables_replication_lag_threshold_seconds",
            "The table's spec.replicationLagThresholdSeconds.",
            "namespace", "globaltable", "table");
        items = metrics.CreateGauge("globaltables_replica_items", "Items of the table in the region.", Replica);
        bytes = metrics.CreateGauge("globaltables_replica_size_bytes", "Bytes of these items.", Replica);
        conflicts = metrics.CreateGauge(
            "globaltables_replica_conflicts",
            "Writes of the one region that lost against concurrent ones of the other, as met in the region.",
            Conflict);
        isActive = metrics.CreateGauge("globaltables_replica_active", "1 while the region serves the table.", Replica);
        isReady = metrics.CreateGauge(
            "globaltables_table_ready",
            "1 while the object's condition Ready is True.",
            "namespace", "globaltable", "table");
        isAnswering = metrics.CreateGauge(
            "globaltables_region_up",
            "1 while the region's node answers; absent for one that is scaled to 0.",
            Region);
        registry.AddBeforeCollectCallback(Collect);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is gone is not told any more; so everything is told anew.</summary>
    void Collect()
    {
        foreach (var gauge in (Gauge[])
            [lag, pending, lagThreshold, items, bytes, conflicts, isActive, isAnswering, isReady])
        {
            foreach (var labels in gauge.GetAllLabelValues().ToList())
            {
                gauge.RemoveLabelled(labels);
            }
        }

        if (control.Picture is not { } picture)
        {
            return;   // another one leads, and tells
        }

        foreach (var entity in tables.List())
        {
            var ready = entity.Status?.Conditions?.FirstOrDefault(one => one.Type == TableConditions.Ready);
            isReady.WithLabels(entity.Namespace(), entity.Name(), entity.Spec.TableName ?? entity.Name())
                .Set(ready?.Status == TableConditions.True ? 1 : 0);
        }

        foreach (var (region, known) in picture.Regions.Where(region => region.Value.IsWanted))
        {
            isAnswering.WithLabels(region).Set(known.Node.Status is null ? 0 : 1);
        }

        foreach (var group in picture.Groups.Values)
        {
            Collect(group, picture);
        }
    }

    void Collect(TableGroup group, TablePicture picture)
    {
        var (space, name, table) =
            (group.Table.Metadata.Namespace, group.Table.Metadata.Name, group.Table.TableName());
        lagThreshold.WithLabels(space, name, table).Set(group.Table.Spec.ReplicationLagThresholdSeconds);
        foreach (var member in group.Members)
        {
            if (picture.Regions.GetValueOrDefault(member.Region) is not { Node.Status: not null } region
                || region.TableOf(group.Id) is not { } copy)
            {
                isActive.WithLabels(space, name, table, member.Region).Set(0);
                continue;
            }

            var serves = copy.Status is TableStates.Active or TableStates.Updating;
            isActive.WithLabels(space, name, table, member.Region).Set(serves ? 1 : 0);
            items.WithLabels(space, name, table, member.Region).Set(copy.ItemCount);
            bytes.WithLabels(space, name, table, member.Region).Set(copy.SizeBytes);
            foreach (var pair in copy.Conflicts)
            {
                conflicts.WithLabels(space, name, table, member.Region, pair.LoserRegion, pair.WinnerRegion)
                    .Set(pair.Count);
            }

            foreach (var source in copy.Sources)
            {
                pending.WithLabels(space, name, table, source.Region, member.Region).Set(source.PendingRecords);
                if (source.LagMs is { } lagMs)
                {
                    lag.WithLabels(space, name, table, source.Region, member.Region).Set(lagMs / 1000.0);
                }
            }
        }
    }
}
