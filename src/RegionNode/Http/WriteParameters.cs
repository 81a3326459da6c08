using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Http.Legacy;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>What the writes of single items are asked to tell, and how they tell it.</summary>
readonly record struct WriteParameters(
    ReturnValues ReturnValues, ReturnConsumedCapacity Capacity, bool TellsFailedItem, bool TellsMetrics)
{
    /// <summary>Reads them with the constraints on them and on the one member that the operation needs.</summary>
    public static WriteParameters Read(JsonObject request, ReadOnlySpan<byte> needed, string at)
    {
        var constraints = new Constraints();
        var capacity = CommonParameters.CapacityOf(request, ref constraints);
        var tellsMetrics = CommonParameters.TellsMetrics(request, ref constraints);
        var returnValues = CommonParameters.ReturnValuesOf(request, ref constraints);
        var tellsFailedItem = CommonParameters.TellsFailedItem(request, ref constraints);
        constraints.NotNull(request[needed], at);
        ExpectedParameter.CheckConstraints(request, ref constraints);
        AttributeUpdatesParameter.CheckConstraints(request, ref constraints);
        constraints.Check();
        return new WriteParameters(returnValues, capacity, tellsFailedItem, tellsMetrics);
    }

    /// <summary>Putting and deleting can tell the item before, and nothing else.</summary>
    public void CheckOldOrNone()
    {
        if (ReturnValues is not (ReturnValues.None or ReturnValues.AllOld))
        {
            throw DynamoException.Validation("ReturnValues can only be ALL_OLD or NONE");
        }
    }

    /// <param name="answer">Takes the answer.</param>
    /// <param name="region">Where it was written.</param>
    /// <param name="table">What was written to.</param>
    /// <param name="outcome">What the write did.</param>
    /// <param name="update">Of an update: says which attributes it touched.</param>
    public void WriteAnswer(
        AnswerBody answer, ServedRegion region, TableEntry table, in WriteOutcome outcome, Update? update = null)
    {
        var json = answer.Json;
        json.WriteStartObject();
        switch (ReturnValues)
        {
            case ReturnValues.AllOld:
                WriteWhole(json, outcome.Before.Stored);
                break;
            case ReturnValues.AllNew:
                WriteWhole(json, outcome.After.Stored);
                break;
            case ReturnValues.UpdatedOld:
                WriteTouched(json, outcome.Before, update);
                break;
            case ReturnValues.UpdatedNew:
                WriteTouched(json, outcome.After, update);
                break;
            case ReturnValues.None:
            default:
                break;
        }

        if (Capacity != ReturnConsumedCapacity.None)
        {
            ConsumedCapacity.Write(json, Capacity, table.Name, outcome.Use(table.Definition));
        }

        if (TellsMetrics)
        {
            ItemCollections.Write(json, region.Items, table, outcome);
        }

        json.WriteEndObject();
    }

    static void WriteWhole(Utf8JsonWriter json, StoredItem? item)
    {
        if (item is not null)
        {
            json.WritePropertyName("Attributes"u8);
            json.WriteRawValue(item.Json, skipInputValidation: true);
        }
    }

    static void WriteTouched(Utf8JsonWriter json, ItemImage image, Update? update)
    {
        if (update?.Updated(image.Attributes) is { Count: > 0 } touched)
        {
            json.WritePropertyName("Attributes"u8);
            AttributeJson.WriteItem(json, touched);
        }
    }
}
