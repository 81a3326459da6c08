using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>What queries and scans have in common around the items: parameters before, counts and key after.</summary>
static class PageAnswer
{
    public static void Begin(AnswerBody answer, PageRules rules)
    {
        answer.Json.WriteStartObject();
        if (!rules.CountsOnly)
        {
            answer.Json.WriteStartArray("Items"u8);
        }
    }

    public static void End(
        AnswerBody answer,
        PageRules rules,
        ItemPage page,
        ReturnConsumedCapacity asked,
        TableEntry table,
        bool isConsistent)
    {
        var json = answer.Json;
        if (!rules.CountsOnly)
        {
            json.WriteEndArray();
        }

        json.WriteNumber("Count"u8, page.Count);
        json.WriteNumber("ScannedCount"u8, page.ScannedCount);
        if (page.LastKey is { } lastKey)
        {
            json.WritePropertyName("LastEvaluatedKey"u8);
            AttributeJson.WriteItem(json, lastKey);
        }

        ConsumedCapacity.Write(json, asked, table.Name, page.Use(isConsistent));
        json.WriteEndObject();
    }

    /// <summary>What <c>Select</c> may be asked together with.</summary>
    /// <param name="select">What is asked.</param>
    /// <param name="projection">The parameter that a projection comes from.</param>
    /// <param name="hasProjection">Whether there is one.</param>
    /// <param name="hasIndex">Whether an index is read.</param>
    /// <param name="prefix">What the operation puts before the text.</param>
    public static void CheckSelect(
        Select select, string projection, bool hasProjection, bool hasIndex, string prefix)
    {
        var wrong = (select, hasProjection) switch
        {
            (Select.Count, true) => $"Cannot specify the {projection} when choosing to get only the Count",
            (Select.AllAttributes, true) =>
                $"Cannot specify the {projection} when choosing to get ALL_ATTRIBUTES",
            (Select.AllProjectedAttributes, true) =>
                $"Cannot specify the {projection} when choosing to get ALL_PROJECTED_ATTRIBUTES",
            (Select.AllProjectedAttributes, false) when !hasIndex =>
                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
            (Select.SpecificAttributes, false) =>
                "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
            _ => null,
        };
        if (wrong is not null)
        {
            throw DynamoException.Validation(prefix + wrong);
        }
    }
}
