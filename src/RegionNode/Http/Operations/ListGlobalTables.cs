using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Global tables of the version before this one, of which there are none.</summary>
static class ListGlobalTables
{
    static readonly StructureShape Request = new(
        "ListGlobalTablesInput",
        new("ExclusiveStartGlobalTableName", TextShape.Name),
        new("Limit", new NumberShape(1)),
        new("RegionName", new TextShape()));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        answer.WriteEmptyList("GlobalTables"u8);
        return ValueTask.CompletedTask;
    }
}
