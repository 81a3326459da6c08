using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Tells whether items of a table expire, and by which attribute.</summary>
static class DescribeTimeToLive
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var table = TableNames.Existing(region.Tables, TableNames.OfData(request));
        var (status, attribute) = StateOf(region, table);
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject("TimeToLiveDescription"u8);
        json.WriteString("TimeToLiveStatus"u8, status);
        if (attribute is not null)
        {
            json.WriteString("AttributeName"u8, attribute);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }

    /// <summary>A change of a declared table is under way until the control plane has carried it out.</summary>
    static (string Status, string? Attribute) StateOf(ServedRegion region, TableEntry table)
    {
        var present = table.Definition.TimeToLiveAttribute;
        var asked = region.Requests.Pending
            .Where(request => request.GroupId == table.GroupId && request.Edit.Definition is not null)
            .Select(request => request.Edit.Definition!)
            .LastOrDefault(table.Definition)
            .TimeToLiveAttribute;
        return (present, asked) switch
        {
            (null, null) => ("DISABLED", null),
            (null, _) => ("ENABLING", asked),
            (_, null) => ("DISABLING", present),
            _ => ("ENABLED", present),
        };
    }
}
