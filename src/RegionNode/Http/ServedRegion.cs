using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>What the operations work on: one region's tables.</summary>
sealed record ServedRegion(
    TableCatalog Tables,
    CommitQueue Writer,
    ItemStore Items,
    ControlRequests Requests,
    RegionConfigStore Config,
    StreamStore Streams,
    TimeProvider Time)
{
    public string Name => Tables.Region;
}
