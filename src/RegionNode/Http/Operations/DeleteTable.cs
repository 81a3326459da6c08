using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>
/// Deletes a table that the API alone governs. A declared table's copy leaves its group first, which is for the
/// control plane to arrange.
/// </summary>
static class DeleteTable
{
    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var table = TableNames.Existing(region.Tables, TableNames.OfControl(request));
        if (table.State == TableState.Deleting)
        {
            TableDescription.WriteDeleted(answer, region, table);
            return;
        }

        TableChange.CheckIsFree(table);
        if (table.Definition.IsDeletionProtected)
        {
            throw DynamoException.Validation(
                "Resource cannot be deleted as it is currently protected against deletion. "
                + "Disable deletion protection first.");
        }

        var deleted = table.IsDeclared
            ? await TableChange.RequestAsync(region, table, RequestedChange.DeleteReplica, region.Name, cancel)
            : await region.Tables.DeleteAsync(table, cancel);
        TableDescription.WriteDeleted(answer, region, deleted);
    }
}
