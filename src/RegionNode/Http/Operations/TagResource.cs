using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Puts tags on a table, in place of those of the same keys. The answer has no body.</summary>
static class TagResource
{
    static readonly StructureShape Request = new(
        "TagResourceInput",
        new("ResourceArn", TextShape.ResourceArn),
        new("Tags", TagParameters.List));

    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        TagParameters.CheckGiven(request, "Tags", "tags");
        var table = TagParameters.TableOf(region.Tables, request);
        var tags = TagParameters.Read(request["Tags"u8]);
        if (tags.Count == 0)
        {
            throw DynamoException.Validation("Atleast one Tag needs to be provided as Input.");
        }

        await region.Writer.RunAsync(
            transaction =>
            {
                var settings = region.Tables.Present(table).Settings;
                return region.Tables.Set(
                    transaction, table, settings with { Tags = TagParameters.With(settings.Tags, tags) });
            },
            cancel);
    }
}
