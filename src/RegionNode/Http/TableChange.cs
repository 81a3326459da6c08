using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// Changes of a table made through the API. What concerns this region alone is done at once; what concerns more
/// becomes a control request, and needs a control plane to carry it out.
/// </summary>
static class TableChange
{
    /// <summary>One change at a time: a table that is being made, changed or deleted takes no other.</summary>
    public static void CheckIsFree(TableEntry table)
    {
        var change = table.State switch
        {
            TableState.Creating => "created",
            TableState.Updating => "updated",
            TableState.Deleting => "deleted",
            _ => null,
        };
        if (change is not null)
        {
            throw DynamoException.ResourceInUse(
                $"Attempt to change a resource which is still in use: Table is being {change}: {table.Name}");
        }
    }

    public static Task<TableEntry> DefineAsync(
        ServedRegion region, TableEntry table, TableDefinition definition, CancellationToken cancel) =>
        table.IsDeclared
            ? RequestAsync(region, table, new RequestedEdit(RequestedChange.ChangeTable, null, definition), cancel)
            : region.Tables.ChangeAsync(table, definition, cancel);

    public static Task<TableEntry> RequestAsync(
        ServedRegion region, TableEntry table, RequestedChange change, string replica, CancellationToken cancel) =>
        RequestAsync(region, table, new RequestedEdit(change, replica, null), cancel);

    static Task<TableEntry> RequestAsync(
        ServedRegion region, TableEntry table, RequestedEdit edit, CancellationToken cancel) =>
        region.Requests.HasControlPlane
            ? region.Requests.AddAsync(table, edit, cancel)
            : throw DynamoException.Validation(
                "This node runs alone: it has no control plane, and a change that concerns other regions needs one. "
                + "Run the region under the GlobalTables operator on Kubernetes, or with src/Local on one machine.");
}
