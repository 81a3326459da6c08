using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>No table has a policy: there is nothing to delete, which succeeds.</summary>
static class DeleteResourcePolicy
{
    static readonly StructureShape Request = new(
        "DeleteResourcePolicyInput",
        new("ResourceArn", TextShape.ResourceArn, IsRequired: true),
        new("ExpectedRevisionId", new TextShape(1, 255)));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        var arn = request["ResourceArn"u8].AsString()!;
        _ = ResourceArns.Find(region.Tables, arn, static (_, name) => DynamoException.TableNotFound(name));
        if (request.Has("ExpectedRevisionId"))
        {
            throw DynamoException.PolicyNotFound(arn);
        }

        answer.Json.WriteStartObject();
        answer.Json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
