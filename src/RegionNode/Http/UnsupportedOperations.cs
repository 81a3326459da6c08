using System.Collections.Frozen;

namespace GlobalTables.RegionNode.Http;

/// <summary>Operations of the service that are not built yet: refused by name.</summary>
static class UnsupportedOperations
{
    static readonly FrozenSet<string> Names = new[]
    {
        "CancelBulkOperation", "CreateBackup", "DescribeBulkOperation", "DisableKinesisStreamingDestination",
        "EnableKinesisStreamingDestination", "ExportTableToPointInTime", "ImportTable", "ListBulkOperations",
        "PutResourcePolicy", "RestoreTableFromBackup", "RestoreTableToPointInTime", "SearchVectors",
        "StartBulkPutItems", "UpdateContributorInsights", "UpdateKinesisStreamingDestination",
    }.ToFrozenSet();

    public static bool Contains(string operation) => Names.Contains(operation);
}
