using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>A global table of the version before this one is never found.</summary>
static class UpdateGlobalTableSettings
{
    static readonly Member[] Scaling =
    [
        new("MinimumUnits", new NumberShape(1, type: "Long")), new("MaximumUnits", new NumberShape(1, type: "Long")),
        new("AutoScalingDisabled", new TruthShape()), new("AutoScalingRoleArn", new TextShape(1, 1600)),
        new("ScalingPolicyUpdate", new StructureShape("AutoScalingPolicyUpdate")),
    ];

    static readonly StructureShape Request = new(
        "UpdateGlobalTableSettingsInput",
        new("GlobalTableName", TextShape.Name, IsRequired: true),
        new("GlobalTableBillingMode", new TextShape { Choices = ["PROVISIONED", "PAY_PER_REQUEST"] }),
        new("GlobalTableProvisionedWriteCapacityUnits", new NumberShape(1, type: "Long")),
        new(
            "GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate",
            new StructureShape("AutoScalingSettingsUpdate", Scaling)),
        new(
            "GlobalTableGlobalSecondaryIndexSettingsUpdate",
            new ListShape(new StructureShape("GlobalTableGlobalSecondaryIndexSettingsUpdate"), 1)),
        new("ReplicaSettingsUpdate", new ListShape(new StructureShape("ReplicaSettingsUpdate"), 1)));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.GlobalTableNotFound(request["GlobalTableName"u8].AsString()!);
    }
}
