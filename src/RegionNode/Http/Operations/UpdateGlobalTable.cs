using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Changes a global table of the version before this one, which the service does no longer.</summary>
static class UpdateGlobalTable
{
    static readonly Member RegionName = new("RegionName", new TextShape(), IsRequired: true);

    static readonly StructureShape Request = new(
        "UpdateGlobalTableInput",
        new("GlobalTableName", TextShape.Name, IsRequired: true),
        new(
            "ReplicaUpdates",
            new ListShape(new StructureShape(
                "ReplicaUpdate",
                new("Create", new StructureShape("CreateReplicaAction", RegionName)),
                new("Delete", new StructureShape("DeleteReplicaAction", RegionName)))),
            IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.OldGlobalTables();
    }
}
