using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>
/// Turns the expiry of a table's items on or off. The service takes one change in about an hour; here there is no such
/// limit, as nothing has to settle for so long.
/// </summary>
static class UpdateTimeToLive
{
    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfData(request);
        var (attribute, isEnabled) = ReadSpecification(request["TimeToLiveSpecification"u8]);
        var table = TableNames.Existing(region.Tables, name);
        CheckChanges(table.Definition, attribute, isEnabled);
        var definition = Changed(table.Definition, attribute, isEnabled);
        TableChange.CheckIsFree(region, table, new RequestedEdit(RequestedChange.ChangeTable, null, definition));
        await region.Writer.RunAsync(
            transaction =>
            {
                var present = region.Tables.Present(table);
                CheckChanges(present.Definition, attribute, isEnabled);
                return TableChange.Define(
                    region, transaction, present, Changed(present.Definition, attribute, isEnabled));
            },
            cancel);

        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject("TimeToLiveSpecification"u8);
        json.WriteString("AttributeName"u8, attribute);
        json.WriteBoolean("Enabled"u8, isEnabled);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static (string Attribute, bool IsEnabled) ReadSpecification(JsonSlice given)
    {
        const string at = "timeToLiveSpecification";
        var constraints = new Constraints();
        constraints.NotNull(given, at);
        constraints.Check();
        var specification = given.AsObject()!;
        var attribute = specification["AttributeName"u8];
        constraints.NotNull(specification["Enabled"u8], $"{at}.enabled");
        constraints.NotNull(attribute, $"{at}.attributeName");
        constraints.Length(
            attribute.AsString(), $"{at}.attributeName", 1, Limits.TimeToLiveAttributeCharsMax);
        var isEnabled = specification["Enabled"u8].AsBoolean();
        constraints.Check();
        return (attribute.AsString()!, isEnabled!.Value);
    }

    static void CheckChanges(TableDefinition present, string attribute, bool isEnabled)
    {
        if (present.TimeToLiveAttribute is not { } active)
        {
            if (!isEnabled)
            {
                throw DynamoException.Validation("TimeToLive is already disabled");
            }
        }
        else if (active != attribute)
        {
            throw DynamoException.Validation(
                $"TimeToLive is active on a different AttributeName: current AttributeName is {active}");
        }
        else if (isEnabled)
        {
            throw DynamoException.Validation("TimeToLive is already enabled");
        }
    }

    static TableDefinition Changed(TableDefinition present, string attribute, bool isEnabled) =>
        present with { TimeToLiveAttribute = isEnabled ? attribute : null };
}
