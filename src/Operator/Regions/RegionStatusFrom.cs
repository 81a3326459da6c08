using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// A Region's status, from what was found. Without the removals: those are the tables' side's, under another field
/// manager.
/// </summary>
static class RegionStatusFrom
{
    public const string FieldManager = RegionLabels.Operator + "-region";

    public static V1Alpha1RegionStatus Findings(V1Alpha1Region region, RegionFindings found, DateTimeOffset now)
    {
        return new()
        {
            ObservedGeneration = region.Metadata.Generation,
            Conditions = RegionConditionsFrom.Findings(region, found, Second(now)),
            Nodes = found.ReadyNodes,
            NodeSummary = $"{found.ReadyNodes}/{region.Spec.Nodes}",
            Selector = RegionLabels.SelectorText(region),
            TableCount = found.TableCount,
            Endpoint = RegionAddress.Api(region),
            Version = VersionOf(found),
        };
    }

    /// <summary>The status as it is, but for the Ready condition.</summary>
    public static V1Alpha1RegionStatus NotReady(V1Alpha1Region region, Refusal refusal, DateTimeOffset now)
    {
        var ready = RegionConditionsFrom.Next(
            region, RegionConditionTypes.Ready, new(false, refusal.Reason, refusal.Message), Second(now));
        var others = (region.Status?.Conditions ?? []).Where(one => one.Type != RegionConditionTypes.Ready);
        return (region.Status ?? new()) with { Conditions = [ready, .. others], Removals = null };
    }

    static string? VersionOf(RegionFindings found) =>
        ImageOf(found.Pods.MaxBy(pod => pod.Metadata.CreationTimestamp)?.Spec)
        ?? ImageOf(found.StatefulSet?.Spec?.Template?.Spec);

    static string? ImageOf(V1PodSpec? pod) =>
        pod?.Containers?.FirstOrDefault(container => container.Name == RegionPod.Container)?.Image;

    // As Kubernetes writes times: finer ones would differ from what comes back.
    static DateTime Second(DateTimeOffset now) =>
        new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
