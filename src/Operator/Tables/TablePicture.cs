using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Nodes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>Everything that is known of the tables at a moment; what their status follows from.</summary>
sealed record TablePicture
{
    /// <summary>By the uid of an object, the generation of it that was planned.</summary>
    public IReadOnlyDictionary<string, long> Generations { get; init; } = new Dictionary<string, long>();

    public IReadOnlyDictionary<ResourceMetadata, TableGroup> Groups { get; init; } =
        new Dictionary<ResourceMetadata, TableGroup>();

    public ILookup<ResourceMetadata, PlanNote> Notes { get; init; } =
        Array.Empty<PlanNote>().ToLookup(note => note.Table);

    /// <summary>By name, every region that there is an object for.</summary>
    public IReadOnlyDictionary<string, RegionPicture> Regions { get; init; } =
        new Dictionary<string, RegionPicture>();

    /// <summary>
    /// The uids of deleted objects that may go: their regions are told, durably, to let the table go.
    /// </summary>
    public IReadOnlySet<string> Released { get; init; } = new HashSet<string>();

    /// <summary>
    /// False for an object that was changed after the plan: against what it says now, everything would seem settled.
    /// And false while this process has just begun, and a region has not had the time to answer it.
    /// </summary>
    public bool Knows(V1Alpha1GlobalTable entity, DateTimeOffset now) =>
        Generations.TryGetValue(entity.Uid(), out var planned)
        && planned >= (entity.Generation() ?? 0)
        && (Groups.GetValueOrDefault(TableObjects.NameOf(entity))?.Members ?? [])
            .Where(member => member.InstalledEpoch > 0)
            .All(member => Regions.GetValueOrDefault(member.Region) is not { } region || region.IsHeard(now));
}

/// <param name="Endpoint">Where the region's DynamoDB API is inside the cluster.</param>
/// <param name="Node">What its node says.</param>
/// <param name="Removals">The deleted objects, as in <c>shop/orders</c>, of which it has a table still.</param>
sealed record RegionPicture(string Endpoint, NodeView Node, IReadOnlyList<string> Removals)
{
    /// <summary>False for a region that is scaled to no node.</summary>
    public bool IsWanted { get; init; } = true;

    readonly Lazy<Dictionary<string, TableStatus>> tables = new(() =>
    {
        var byGroup = new Dictionary<string, TableStatus>(StringComparer.Ordinal);
        foreach (var table in Node.LastHeard?.Tables ?? [])
        {
            byGroup.TryAdd(table.GroupId, table);
        }

        return byGroup;
    });

    /// <summary>True once the node has answered, or has been silent for long enough to be told so.</summary>
    public bool IsHeard(DateTimeOffset now) =>
        Node.LastHeard is not null
        || (Node.SilentSince is { } since && now - since >= TableStatusFrom.SilenceTolerated);

    /// <summary>The group's table as the node reported it last, whether it answers now or not.</summary>
    public TableStatus? TableOf(string? groupId) => groupId is null ? null : tables.Value.GetValueOrDefault(groupId);
}
