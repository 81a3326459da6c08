using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Capacity is not scaled: what would change its scaling is refused.</summary>
static class UpdateTableReplicaAutoScaling
{
    static readonly string[] Unsupported =
        ["GlobalSecondaryIndexUpdates", "ProvisionedWriteCapacityAutoScalingUpdate", "ReplicaUpdates"];

    static readonly StructureShape Request = new(
        "UpdateTableReplicaAutoScalingInput",
        new("TableName", TextShape.TableArn, IsRequired: true),
        new(
            "GlobalSecondaryIndexUpdates",
            new ListShape(new StructureShape("GlobalSecondaryIndexAutoScalingUpdate"), 1)),
        new("ProvisionedWriteCapacityAutoScalingUpdate", new StructureShape("AutoScalingSettingsUpdate")),
        new("ReplicaUpdates", new ListShape(new StructureShape("ReplicaAutoScalingUpdate"), 1)));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        UnsupportedParameters.Refuse(request, Unsupported);
        ReplicaAutoScaling.Write(answer, region, request);
        return ValueTask.CompletedTask;
    }
}
