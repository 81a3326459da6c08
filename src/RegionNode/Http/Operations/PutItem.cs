using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Stores an item in place of what its key has.</summary>
static class PutItem
{
    static readonly string[] Legacy = ["Expected", "ConditionalOperator"];
    static readonly string[] ExpressionNames = ["ConditionExpression"];

    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfData(request);
        var asked = WriteParameters.Read(request, "Item"u8, "item");
        LegacyParameters.CheckNotMixed(request, Legacy, ExpressionNames);
        LegacyParameters.CheckOperator(request, "Expected");

        var expressions = ExpressionParameters.Read(request, ExpressionNames);
        var attributes = request["Item"u8].AsItem();
        asked.CheckOldOrNone();
        var item = NewItem.From(attributes);
        var condition = expressions.Condition("ConditionExpression") ?? ExpectedParameter.Read(request);
        expressions.CheckAllUsed();

        var table = TableNames.Serving(region.Tables, name);
        condition?.ThrowIfInsideKeys(table.Definition);
        var write = new ItemWrite
        {
            Table = table,
            Key = ItemKeys.OfItem(table, attributes),
            Next = _ => item,
            Condition = condition,
            TellsFailedItem = asked.TellsFailedItem,
        };
        var outcome = await ItemWriter.RunAsync(region.Writer, write, cancel);
        asked.WriteAnswer(answer, region, table, outcome);
    }
}
