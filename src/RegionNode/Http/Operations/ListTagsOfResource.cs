using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>The tags of a table, a page at a time.</summary>
static class ListTagsOfResource
{
    static readonly StructureShape Request = new(
        "ListTagsOfResourceInput",
        new("ResourceArn", TextShape.ResourceArn),
        new("NextToken", new TextShape()));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        var table = TagParameters.TableOf(region.Tables, request);
        var after = PageToken.Read(request["NextToken"u8]);
        var rest = table.Settings.Tags.Where(tag => string.CompareOrdinal(tag.Key, after) > 0).ToList();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("Tags"u8);
        foreach (var tag in rest.Take(Limits.TagsPageMax))
        {
            json.WriteStartObject();
            json.WriteString("Key"u8, tag.Key);
            json.WriteString("Value"u8, tag.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (rest.Count > Limits.TagsPageMax)
        {
            json.WriteString("NextToken"u8, PageToken.After(rest[Limits.TagsPageMax - 1].Key));
        }

        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
