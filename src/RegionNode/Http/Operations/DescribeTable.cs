namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Tells what a table is, in whatever state it is.</summary>
static class DescribeTable
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var table = TableNames.Existing(region.Tables, TableNames.OfControl(request));
        TableDescription.Write(answer, "Table", region, table);
        return ValueTask.CompletedTask;
    }
}
