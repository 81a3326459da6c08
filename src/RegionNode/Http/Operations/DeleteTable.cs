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
        var size = region.Items.SizeOf(table);
        var leave = new RequestedEdit(RequestedChange.DeleteReplica, region.Name, null);
        TableChange.CheckIsFree(region, table, leave);
        var deleted = await region.Writer.RunAsync(transaction => Delete(region, transaction, table, leave), cancel);
        TableDescription.WriteDeleted(answer, region, deleted, size);
    }

    static TableEntry Delete(
        ServedRegion region, WriteTransaction transaction, TableEntry table, RequestedEdit leave)
    {
        var present = region.Tables.Present(table);
        if (present.Definition.IsDeletionProtected)
        {
            throw DynamoException.Validation(
                "Resource cannot be deleted as it is currently protected against deletion. "
                + "Disable deletion protection first.");
        }

        return present.IsDeclared
            ? TableChange.Request(region, transaction, present, leave)
            : region.Tables.MarkDeleted(transaction, present);
    }
}
