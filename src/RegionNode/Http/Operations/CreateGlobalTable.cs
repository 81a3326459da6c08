using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Makes a global table of the version before this one, which the service does no longer.</summary>
static class CreateGlobalTable
{
    static readonly StructureShape Request = new(
        "CreateGlobalTableInput",
        new("GlobalTableName", TextShape.Name, IsRequired: true),
        new(
            "ReplicationGroup",
            new ListShape(new StructureShape("Replica", new Member("RegionName", new TextShape()))),
            IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.OldGlobalTables();
    }
}
