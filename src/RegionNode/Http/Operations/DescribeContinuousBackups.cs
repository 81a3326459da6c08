using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>
/// A table can always be backed up, as the service says of each; there is no recovery of it to a point in time.
/// </summary>
static class DescribeContinuousBackups
{
    static readonly StructureShape Request = new(
        "DescribeContinuousBackupsInput",
        new Member("TableName", TextShape.TableArn, IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        ContinuousBackups.Write(answer, region, request);
        return ValueTask.CompletedTask;
    }
}
