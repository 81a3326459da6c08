using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>There are no backups: the list is empty.</summary>
static class ListBackups
{
    static readonly StructureShape Request = new(
        "ListBackupsInput",
        new("TableName", TextShape.TableArn),
        new("Limit", new NumberShape(1, 100)),
        new("TimeRangeLowerBound", new TimeShape()),
        new("TimeRangeUpperBound", new TimeShape()),
        new("ExclusiveStartBackupArn", new TextShape(37, 1024)),
        new("BackupType", new TextShape { Choices = ["USER", "SYSTEM", "AWS_BACKUP", "ALL"] }));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        answer.WriteEmptyList("BackupSummaries"u8);
        return ValueTask.CompletedTask;
    }
}
