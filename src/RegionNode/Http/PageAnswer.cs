using GlobalTables.RegionNode.Model;
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
        ReadTarget target,
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

        ConsumedCapacity.Write(json, asked, target.Table.Name, UseOf(page, target, isConsistent));
        json.WriteEndObject();
    }

    static CapacityUse UseOf(ItemPage page, ReadTarget target, bool isConsistent)
    {
        var units = Capacity.OfRead(page.Size, isConsistent);
        if (target.Index is not { } index)
        {
            return new CapacityUse { Table = units };
        }

        var use = new CapacityUse { Table = page.FetchedUnits * (isConsistent ? 1 : 0.5) };
        use.Add(index.Definition, units);
        return use;
    }

    /// <summary>What <c>Select</c> may be asked together with.</summary>
    /// <param name="prefix">What the operation puts before the text.</param>
    public static void CheckSelect(Select select, bool hasProjection, bool hasIndex, string prefix)
    {
        var wrong = (select, hasProjection) switch
        {
            (Select.Count, true) => "Cannot specify the ProjectionExpression when choosing to get only the Count",
            (Select.AllAttributes, true) =>
                "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES",
            (Select.AllProjectedAttributes, true) =>
                "Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES",
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
