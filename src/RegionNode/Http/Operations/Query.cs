using GlobalTables.RegionNode.Expressions.Legacy;
using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Reads items of one partition key, of a table or an index, in the order of their sort keys.</summary>
static class Query
{
    // The service tells some of what is wrong with a query as if it were a constraint of its model.
    const string AsConstraint = "1 validation error detected: ";

    static readonly string[] Legacy = ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"];
    static readonly string[] ExpressionNames = ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"];

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfData(request);
        var constraints = new Constraints();
        var select = CommonParameters.SelectOf(request, ref constraints);
        var indexName = ReadTarget.IndexNameOf(request, ref constraints);
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var isOr = LegacyParameters.IsOr(request, ref constraints);
        var queryFilter = ConditionsParameter.Read(request, "QueryFilter", "queryFilter", isOr, ref constraints);
        AttributesToGetParameter.CheckConstraints(request, "attributesToGet", ref constraints);
        var keyConditions = ConditionsParameter.Read(
            request, "KeyConditions", "keyConditions", isOr: false, ref constraints);
        constraints.Check();
        var limit = ReadLimit(request);
        LegacyParameters.CheckNotMixed(request, Legacy, ExpressionNames);
        LegacyParameters.CheckOperator(request, "QueryFilter");
        var isConsistent = request["ConsistentRead"u8].AsBoolean() ?? false;
        var isForward = request["ScanIndexForward"u8].AsBoolean() ?? true;

        var expressions = ExpressionParameters.Read(request, ExpressionNames);
        var legacyFilter = queryFilter?.Filter();
        var attributesToGet = AttributesToGetParameter.Read(request);
        var startKey = StartKey.Read(request);
        CheckHasCondition(request);
        var onKeys = keyConditions?.OnKeys();
        var table = TableNames.Serving(region.Tables, name);
        var target = ReadTarget.Of(table, indexName, isConsistent);
        var condition = expressions.KeyCondition(target.Keys) ?? LegacyConditions.OnKeys(onKeys!, target.Keys);
        var projection = expressions.Projection() ?? attributesToGet;
        var filter = expressions.Condition("FilterExpression") ?? legacyFilter;
        expressions.CheckAllUsed();
        PageAnswer.CheckSelect(
            select,
            attributesToGet is null ? "ProjectionExpression" : "AttributesToGet",
            projection is not null,
            indexName is not null,
            AsConstraint);

        projection?.ThrowIfInsideKeys(table.Definition);
        filter?.ThrowIfOnKeys(target.Keys);
        var reading = target.Reading(select, projection, filter);
        filter?.ThrowIfInsideKeys(table.Definition);
        var range = KeyRange.Of(condition, isForward);
        IndexPosition? after = null;
        if (startKey is not null && target.Index is { } index)
        {
            after = StartKey.OfIndex(table, index, startKey);
            range.Check(after.Value);
        }
        else if (startKey is not null)
        {
            range = range.After(StartKey.OfQuery(table, startKey));
        }

        var rules = new PageRules
        {
            Filter = filter,
            Projection = projection,
            Limit = limit,
            CountsOnly = select == Select.Count,
        };
        PageAnswer.Begin(answer, rules);
        var page = reading is null
            ? QueryReader.Query(region.Items, table, range, rules, answer.Json)
            : QueryReader.Query(region.Items, reading, range, after, rules, answer.Json);
        PageAnswer.End(answer, rules, page, asked, table, isConsistent);
        return ValueTask.CompletedTask;
    }

    static void CheckHasCondition(JsonObject request)
    {
        if (request["KeyConditionExpression"u8].IsAbsent && request["KeyConditions"u8].IsAbsent)
        {
            throw DynamoException.Validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
    }

    static long? ReadLimit(JsonObject request)
    {
        var limit = request["Limit"u8].AsLong();
        return limit < 1
            ? throw DynamoException.Validation(
                AsConstraint + "Value at 'Limit' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 1")
            : limit;
    }
}
