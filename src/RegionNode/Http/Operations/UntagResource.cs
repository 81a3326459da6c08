using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Takes tags from a table; those that it does not have are no error. The answer has no body.</summary>
static class UntagResource
{
    static readonly StructureShape Request = new(
        "UntagResourceInput",
        new("ResourceArn", TextShape.ResourceArn),
        new("TagKeys", new ListShape(new TextShape())));

    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        TagParameters.CheckGiven(request, "TagKeys", "tagKeys");
        var table = TagParameters.TableOf(region.Tables, request);
        var keys = TagParameters.ReadKeys(request["TagKeys"u8]);
        if (keys.Count == 0)
        {
            throw DynamoException.Validation("Atleast one Tag Key needs to be provided as Input.");
        }

        await region.Writer.RunAsync(
            transaction =>
            {
                var settings = region.Tables.Present(table).Settings;
                return region.Tables.Set(
                    transaction,
                    table,
                    settings with { Tags = [.. settings.Tags.Where(tag => !keys.Contains(tag.Key))] });
            },
            cancel);
    }
}
