using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// Changes of a table made through the API. What concerns this region alone is done at once; what concerns more
/// becomes a control request, and needs a control plane to carry it out.
/// </summary>
static class TableChange
{
    /// <summary>
    /// One change at a time: a table that is being made, changed or deleted takes no other. Asking again for the
    /// change that is under way is no other.
    /// </summary>
    public static void CheckIsFree(ServedRegion region, TableEntry table, RequestedEdit? edit)
    {
        var change = table.State switch
        {
            TableState.Creating => "created",
            TableState.Updating => "updated",
            TableState.Deleting => "deleted",
            _ => null,
        };
        if (change is not null && !IsUnderWay(region, table, edit))
        {
            throw DynamoException.ResourceInUse(
                $"Attempt to change a resource which is still in use: Table is being {change}: {table.Name}");
        }
    }

    /// <summary>Changes the table's definition, or asks for that to be done.</summary>
    public static TableEntry Define(
        ServedRegion region, WriteTransaction transaction, TableEntry table, TableDefinition definition) =>
        table.IsDeclared
            ? Request(
                region, transaction, table, new RequestedEdit(RequestedChange.ChangeTable, null, definition))
            : region.Tables.Change(transaction, table, definition);

    public static TableEntry Request(
        ServedRegion region, WriteTransaction transaction, TableEntry table, RequestedEdit edit) =>
        region.Config.HasControlPlane
            ? region.Requests.Add(transaction, table, edit)
            : throw DynamoException.Validation(
                "This node runs alone: it has no control plane, and a change that concerns other regions needs one. "
                + "Run the region under the GlobalTables operator on Kubernetes, or with src/Local on one machine.");

    static bool IsUnderWay(ServedRegion region, TableEntry table, RequestedEdit? edit) =>
        edit is not null
        && region.Requests.Pending.Any(pending => pending.GroupId == table.GroupId && pending.Edit == edit);
}
