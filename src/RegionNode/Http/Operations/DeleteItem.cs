using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Removes the item of a key; without one it does nothing, and succeeds.</summary>
static class DeleteItem
{
    static readonly string[] Legacy = ["Expected", "ConditionalOperator"];
    static readonly string[] ExpressionNames = ["ConditionExpression"];

    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfData(request);
        var asked = WriteParameters.Read(request, "Key"u8, "key");
        LegacyParameters.CheckNotMixed(request, Legacy, ExpressionNames);
        LegacyParameters.CheckOperator(request, "Expected");

        var expressions = ExpressionParameters.Read(request, ExpressionNames);
        var key = request["Key"u8].AsItem();
        asked.CheckOldOrNone();
        var condition = expressions.Condition("ConditionExpression") ?? ExpectedParameter.Read(request);
        expressions.CheckAllUsed();

        var table = TableNames.Serving(region.Tables, name);
        condition?.ThrowIfInsideKeys(table.Definition);
        var write = new ItemWrite
        {
            Table = table,
            Key = ItemKeys.Exactly(table, key),
            Next = static _ => null,
            Condition = condition,
            TellsFailedItem = asked.TellsFailedItem,
        };
        var outcome = await ItemWriter.RunAsync(region.Writer, write, cancel);
        asked.WriteAnswer(answer, region, table, outcome);
    }
}
