using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>There are no imports: the list is empty.</summary>
static class ListImports
{
    static readonly StructureShape Request = new(
        "ListImportsInput",
        new("TableArn", TextShape.TableArn),
        new("PageSize", new NumberShape(1, 25)),
        new("NextToken", new TextShape(112, 1024)));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        answer.WriteEmptyList("ImportSummaryList"u8);
        return ValueTask.CompletedTask;
    }
}
