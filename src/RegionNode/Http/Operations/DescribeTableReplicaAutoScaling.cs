using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Tells the replicas of a global table; capacity is not scaled, so there is nothing to tell of it.</summary>
static class DescribeTableReplicaAutoScaling
{
    static readonly StructureShape Request = new(
        "DescribeTableReplicaAutoScalingInput",
        new Member("TableName", TextShape.TableArn, IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        ReplicaAutoScaling.Write(answer, region, request);
        return ValueTask.CompletedTask;
    }
}
