using System.Collections.Frozen;

namespace GlobalTables.RegionNode.Http;

/// <summary>Operations of the service that are not built yet: refused by name.</summary>
static class UnsupportedOperations
{
    static readonly FrozenSet<string> Names = new[]
    {
        "BatchExecuteStatement", "CancelBulkOperation", "CreateBackup", "DescribeBulkOperation", "DescribeTimeToLive",
        "DisableKinesisStreamingDestination", "EnableKinesisStreamingDestination", "ExecuteStatement",
        "ExecuteTransaction", "ExportTableToPointInTime", "ImportTable", "ListBulkOperations", "PutResourcePolicy",
        "RestoreTableFromBackup", "RestoreTableToPointInTime", "SearchVectors", "StartBulkPutItems",
        "TransactGetItems", "TransactWriteItems", "UpdateContributorInsights", "UpdateKinesisStreamingDestination",
        "UpdateTimeToLive",
    }.ToFrozenSet();

    public static bool Contains(string operation) => Names.Contains(operation);
}
