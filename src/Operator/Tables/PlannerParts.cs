using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tables;

/// <summary>Where a region's node answers peers and the control plane.</summary>
delegate string PeerAddressOf(V1Alpha1Region region);

/// <summary>What planning works with, whoever leads.</summary>
sealed record PlannerParts(
    IEntityStore<V1Alpha1GlobalTable> Tables,
    IEntityStore<V1Alpha1Region> Regions,
    IEntityQueue<V1Alpha1GlobalTable> Queue,
    ApplyClient Api,
    TableEvents Events,
    TableOptions Options,
    RegionOptions RegionOptions,
    PeerAddressOf PeerAddressOf,
    TimeProvider Time,
    Random Random,
    ILogger<TableControl> Logger);
