using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>What the operations work on: one region's tables.</summary>
/// <param name="Name">The region's name.</param>
sealed record ServedRegion(
    string Name,
    TableCatalog Tables,
    CommitQueue Writer,
    ItemStore Items,
    ControlRequests Requests);
