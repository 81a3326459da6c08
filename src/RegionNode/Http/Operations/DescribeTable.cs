namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Tells what a table is, in whatever state it is.</summary>
static class DescribeTable
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var table = TableNames.Existing(region.Tables, TableNames.OfControl(request));
        return TableDescription.WriteAsync(answer, "Table", region, table, cancel);
    }
}
