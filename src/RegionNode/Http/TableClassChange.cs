using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// <c>TableClass</c> in <c>UpdateTable</c>. It stands alone in a request, and is about this region's copy only: a
/// class changes what a table costs on the service, and nothing here.
/// </summary>
static class TableClassChange
{
    static readonly string[] Others =
    [
        "AttributeDefinitions", "BillingMode", "ProvisionedThroughput", "DeletionProtectionEnabled",
        "StreamSpecification", "SSESpecification", "GlobalSecondaryIndexUpdates", "OnDemandThroughput",
        "WarmThroughput",
    ];

    public static async ValueTask RunAsync(
        ServedRegion region, string name, JsonObject request, CancellationToken cancel)
    {
        if (Others.Any(request.Has))
        {
            throw DynamoException.InvalidParameter(
                "TableClass modification must be the only operation in the request");
        }

        var tableClass = request["TableClass"u8].AsString()!;
        var table = TableNames.Existing(region.Tables, name);
        TableChange.CheckIsFree(region, table, null);
        await region.Writer.RunAsync(
            transaction => region.Tables.SetClass(transaction, table, tableClass), cancel);
    }
}
