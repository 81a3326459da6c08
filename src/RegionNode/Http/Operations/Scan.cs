using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Reads a whole table or index, or a segment of it, a page at a time.</summary>
static class Scan
{
    static readonly string[] Legacy = ["AttributesToGet", "ScanFilter", "ConditionalOperator"];
    static readonly string[] ExpressionNames = ["ProjectionExpression", "FilterExpression"];

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfData(request);
        var constraints = new Constraints();
        var select = CommonParameters.SelectOf(request, ref constraints);
        var indexName = ReadTarget.IndexNameOf(request, ref constraints);
        var totalSegments = request["TotalSegments"u8].AsLong();
        constraints.Between(totalSegments, "totalSegments", 1, Limits.ScanSegmentsMax);
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var segment = request["Segment"u8].AsLong();
        constraints.Between(segment, "segment", 0, Limits.ScanSegmentsMax - 1);
        var limit = request["Limit"u8].AsLong();
        constraints.Between(limit, "limit", 1);
        var isOr = LegacyParameters.IsOr(request, ref constraints);
        var scanFilter = ConditionsParameter.Read(request, "ScanFilter", "scanFilter", isOr, ref constraints);
        AttributesToGetParameter.CheckConstraints(request, "attributesToGet", ref constraints);
        constraints.Check();
        LegacyParameters.CheckNotMixed(request, Legacy, ExpressionNames);
        LegacyParameters.CheckOperator(request, "ScanFilter");
        var isConsistent = request["ConsistentRead"u8].AsBoolean() ?? false;

        var expressions = ExpressionParameters.Read(request, ExpressionNames);
        var attributesToGet = AttributesToGetParameter.Read(request);
        var legacyFilter = scanFilter?.Filter();
        var startKey = StartKey.Read(request);
        CheckSegments(segment, totalSegments);
        var projection = expressions.Projection() ?? attributesToGet;
        var filter = expressions.Condition("FilterExpression") ?? legacyFilter;
        expressions.CheckAllUsed();
        PageAnswer.CheckSelect(
            select,
            attributesToGet is null ? "ProjectionExpression" : "AttributesToGet",
            projection is not null,
            indexName is not null,
            prefix: "");

        var table = TableNames.Serving(region.Tables, name);
        var target = ReadTarget.Of(table, indexName, isConsistent);
        var after = startKey is not null && target.Index is { } index
            ? StartKey.OfIndex(table, index, startKey)
            : (IndexPosition?)null;
        var reading = target.Reading(select, projection, filter);
        projection?.ThrowIfInsideKeys(table.Definition);
        filter?.ThrowIfInsideKeys(table.Definition);
        var rules = new PageRules
        {
            Filter = filter,
            Projection = projection,
            Limit = limit,
            CountsOnly = select == Select.Count,
        };
        var range = new ScanRange(
            startKey is null || reading is not null ? null : StartKey.OfScan(table, startKey),
            (int)(segment ?? 0),
            (int)(totalSegments ?? 1));
        PageAnswer.Begin(answer, rules);
        var page = reading is null
            ? QueryReader.Scan(region.Items, table, range, rules, answer.Json)
            : QueryReader.Scan(region.Items, reading, after, range, rules, answer.Json);
        PageAnswer.End(answer, rules, page, asked, table, isConsistent);
        return ValueTask.CompletedTask;
    }

    static void CheckSegments(long? segment, long? totalSegments)
    {
        if (segment is not null && totalSegments is null)
        {
            throw DynamoException.Validation(
                "The TotalSegments parameter is required but was not present in the request "
                + "when Segment parameter is present");
        }

        if (totalSegments is not null && segment is null)
        {
            throw DynamoException.Validation(
                "The Segment parameter is required but was not present in the request "
                + "when parameter TotalSegments is present");
        }

        if (segment >= totalSegments)
        {
            throw DynamoException.Validation(
                "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
                + $"Segment: {segment} is not less than TotalSegments: {totalSegments}");
        }
    }
}
