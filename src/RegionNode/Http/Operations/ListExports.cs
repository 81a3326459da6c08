using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>There are no exports: the list is empty.</summary>
static class ListExports
{
    static readonly StructureShape Request = new(
        "ListExportsInput",
        new("TableArn", TextShape.TableArn),
        new("MaxResults", new NumberShape(1, 25)),
        new("NextToken", new TextShape()));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        answer.WriteEmptyList("ExportSummaries"u8);
        return ValueTask.CompletedTask;
    }
}
