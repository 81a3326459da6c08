using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>Tells people how a region is: in its status, and in an event when a reason changes.</summary>
sealed class RegionReport(ApplyClient client, EventRecorder events, TimeProvider time)
{
    public Task WriteAsync(V1Alpha1Region region, RegionFindings found, CancellationToken cancel) =>
        WriteAsync(region, RegionStatusFrom.Findings(region, found, time.GetUtcNow()), cancel);

    public Task WriteNotReadyAsync(V1Alpha1Region region, Refusal refusal, CancellationToken cancel) =>
        WriteAsync(region, RegionStatusFrom.NotReady(region, refusal, time.GetUtcNow()), cancel);

    async Task WriteAsync(V1Alpha1Region region, V1Alpha1RegionStatus status, CancellationToken cancel)
    {
        await client.ApplyStatusAsync(
            new V1Alpha1Region
            {
                Metadata = new() { Name = region.Metadata.Name },
                Spec = region.Spec,
                Status = status,
            },
            RegionStatusFrom.FieldManager,
            cancel);
        foreach (var condition in status.Conditions ?? [])
        {
            if (IsNews(region, condition))
            {
                events.Publish(region, TypeOf(condition), condition.Reason, condition.Message);
            }
        }
    }

    /// <summary>That all is well and nothing is under way goes without saying.</summary>
    static bool IsNews(V1Alpha1Region region, V1Condition condition) =>
        condition.Reason is not (RegionReasons.Settled or RegionReasons.AsExpected or RegionReasons.RollingUpdate)
        && region.Status?.Conditions?.Any(before =>
            before.Type == condition.Type && before.Reason == condition.Reason) != true;

    static EventType TypeOf(V1Condition condition) =>
        condition.Type == RegionConditionTypes.Degraded
        || condition.Reason is RegionReasons.InvalidSpec or RegionReasons.IsBeingUsed
            or RegionReasons.NamespaceTaken or RegionReasons.NamespaceMissing
            ? EventType.Warning
            : EventType.Normal;
}
