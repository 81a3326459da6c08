using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>No table has insights: the list is empty.</summary>
static class ListContributorInsights
{
    static readonly StructureShape Request = new(
        "ListContributorInsightsInput",
        new("TableName", TextShape.TableArn),
        new("NextToken", new TextShape()),
        new("MaxResults", new NumberShape(max: 100)));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        if (request.Has("TableName"))
        {
            _ = TableNames.Existing(region.Tables, TableNames.OfControl(request));
        }

        answer.WriteEmptyList("ContributorInsightsSummaries"u8);
        return ValueTask.CompletedTask;
    }
}
