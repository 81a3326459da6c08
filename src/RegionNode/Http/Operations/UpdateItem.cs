using GlobalTables.RegionNode.Expressions.Legacy;
using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Changes attributes of an item, and makes the item where there is none.</summary>
static class UpdateItem
{
    static readonly string[] Legacy = ["AttributeUpdates", "Expected", "ConditionalOperator"];
    static readonly string[] ExpressionNames = ["UpdateExpression", "ConditionExpression"];

    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfData(request);
        var asked = WriteParameters.Read(request, "Key"u8, "key");
        LegacyParameters.CheckNotMixed(request, Legacy, ExpressionNames);
        LegacyParameters.CheckOperator(request, "Expected");

        var expressions = ExpressionParameters.Read(request, ExpressionNames);
        var key = request["Key"u8].AsItem();
        var updates = AttributeUpdatesParameter.Read(request);
        var expected = ExpectedParameter.Read(request);
        var table = TableNames.Serving(region.Tables, name);
        var update = expressions.Update(table.Definition)
            ?? (updates.Count == 0 ? null : LegacyUpdate.Of(updates, table.Definition));
        var condition = expressions.Condition("ConditionExpression") ?? expected;
        expressions.CheckAllUsed();

        condition?.ThrowIfInsideKeys(table.Definition);
        var write = new ItemWrite
        {
            Table = table,
            Key = ItemKeys.Exactly(table, key),
            Next = before => ItemUpdate.Of(table, before, key, update),
            Condition = condition,
            TellsFailedItem = asked.TellsFailedItem,
        };
        var outcome = await ItemWriter.RunAsync(region.Writer, write, cancel);
        asked.WriteAnswer(answer, region, table, outcome, update);
    }
}
