using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>A global table of the version before this one is never found.</summary>
static class UpdateGlobalTableSettings
{
    static readonly Shape Units = new NumberShape(1, type: "Long");

    static readonly Shape Scaling = new StructureShape(
        "AutoScalingSettingsUpdate",
        new("MinimumUnits", Units),
        new("MaximumUnits", Units),
        new("AutoScalingDisabled", new TruthShape()),
        new("AutoScalingRoleArn", new TextShape(1, 1600)),
        new("ScalingPolicyUpdate", new StructureShape("AutoScalingPolicyUpdate")));

    static readonly Shape Index = new StructureShape(
        "GlobalTableGlobalSecondaryIndexSettingsUpdate",
        new("IndexName", TextShape.Name, IsRequired: true),
        new("ProvisionedWriteCapacityUnits", Units),
        new("ProvisionedWriteCapacityAutoScalingSettingsUpdate", Scaling));

    static readonly Shape ReplicaIndex = new StructureShape(
        "ReplicaGlobalSecondaryIndexSettingsUpdate",
        new("IndexName", TextShape.Name, IsRequired: true),
        new("ProvisionedReadCapacityUnits", Units),
        new("ProvisionedReadCapacityAutoScalingSettingsUpdate", Scaling));

    static readonly Shape Replica = new StructureShape(
        "ReplicaSettingsUpdate",
        new("RegionName", new TextShape(), IsRequired: true),
        new("ReplicaProvisionedReadCapacityUnits", Units),
        new("ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate", Scaling),
        new("ReplicaGlobalSecondaryIndexSettingsUpdate", new ListShape(ReplicaIndex, 1)),
        new("ReplicaTableClass", new TextShape { Choices = ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] }));

    static readonly StructureShape Request = new(
        "UpdateGlobalTableSettingsInput",
        new("GlobalTableName", TextShape.Name, IsRequired: true),
        new("GlobalTableBillingMode", new TextShape { Choices = ["PROVISIONED", "PAY_PER_REQUEST"] }),
        new("GlobalTableProvisionedWriteCapacityUnits", Units),
        new("GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate", Scaling),
        new("GlobalTableGlobalSecondaryIndexSettingsUpdate", new ListShape(Index, 1)),
        new("ReplicaSettingsUpdate", new ListShape(Replica, 1)));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.GlobalTableNotFound(request["GlobalTableName"u8].AsString()!);
    }
}
