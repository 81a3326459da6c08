using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Reads one item.</summary>
static class GetItem
{
    static readonly string[] Legacy = ["AttributesToGet"];
    static readonly string[] ExpressionNames = ["ProjectionExpression"];

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfData(request);
        var constraints = new Constraints();
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        constraints.NotNull(request["Key"u8], "key");
        AttributesToGetParameter.CheckConstraints(request, "attributesToGet", ref constraints);
        constraints.Check();
        LegacyParameters.CheckNotMixed(request, Legacy, ExpressionNames);
        var isConsistent = request["ConsistentRead"u8].AsBoolean() ?? false;

        var expressions = ExpressionParameters.Read(request, ExpressionNames);
        var key = request["Key"u8].AsItem();
        var projection = expressions.Projection() ?? AttributesToGetParameter.Read(request);
        expressions.CheckAllUsed();
        var table = TableNames.Serving(region.Tables, name);
        projection?.ThrowIfInsideKeys(table.Definition);
        var itemKey = ItemKeys.Exactly(table, key);

        answer.WriteRaw("{\"Item\":"u8);
        var found = ItemReader.TryRead(region.Items, table, itemKey, projection, answer, out var size);
        if (!found)
        {
            answer.Clear();
            answer.WriteRaw("{"u8);
        }

        if (asked != ReturnConsumedCapacity.None)
        {
            answer.WriteRaw(found ? ",\"ConsumedCapacity\":"u8 : "\"ConsumedCapacity\":"u8);
            var units = Capacity.OfRead(found ? size : 0, isConsistent);
            ConsumedCapacity.WriteValue(answer.Json, asked, table.Name, units);
            answer.Flush();
        }

        answer.WriteRaw("}"u8);
        return ValueTask.CompletedTask;
    }
}
