using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>No table has a policy: none is found.</summary>
static class GetResourcePolicy
{
    static readonly StructureShape Request = new(
        "GetResourcePolicyInput",
        new Member("ResourceArn", TextShape.ResourceArn, IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        var arn = request["ResourceArn"u8].AsString()!;
        _ = ResourceArns.Find(region.Tables, arn, static (_, name) => DynamoException.TableNotFound(name));
        throw DynamoException.PolicyNotFound(arn);
    }
}
