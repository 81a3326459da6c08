using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>The three conditions of a Region, from what was found.</summary>
static class RegionConditionsFrom
{
    /// <param name="now">When a condition changes, it changed now.</param>
    public static IReadOnlyList<V1Condition> Findings(V1Alpha1Region region, RegionFindings found, DateTime now)
    {
        var node = NodeSituation.Of(found);
        return
        [
            Next(region, RegionConditionTypes.Ready, Ready(region, found, node), now),
            Next(region, RegionConditionTypes.Progressing, Progressing(found), now),
            Next(region, RegionConditionTypes.Degraded, Degraded(found, node), now),
        ];
    }

    /// <summary>The condition with the time at which its status last changed.</summary>
    public static V1Condition Next(V1Alpha1Region region, string type, Verdict verdict, DateTime now)
    {
        var before = region.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        var status = verdict.IsTrue ? "True" : "False";
        return new()
        {
            Type = type,
            Status = status,
            Reason = verdict.Reason,
            Message = verdict.Message,
            ObservedGeneration = region.Metadata.Generation,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
    }

    static Verdict Ready(V1Alpha1Region region, RegionFindings found, NodeSituation node) =>
        found.Refusal is { } refusal ? new(false, refusal.Reason, refusal.Message)
        : region.Spec.Nodes == 0 ? new(
            false, RegionReasons.ScaledToZero, "spec.nodes is 0: there is no node, and its volume is kept.")
        : new(node.IsReady, node.IsReady ? RegionReasons.NodeReady : RegionReasons.NodeNotReady, node.Message);

    static Verdict Progressing(RegionFindings found)
    {
        if (found.Refusal is not null)
        {
            return new(false, RegionReasons.Settled, "Nothing is done until that is settled.");
        }

        if (found.Failure is not null)
        {
            return new(false, RegionReasons.Settled, "It is tried again, and goes on once the API server accepts it.");
        }

        if (found.WaitsFor is { } other)
        {
            return new(
                true, RegionReasons.WaitingForRollout, $"The node is to be replaced; it waits for {other}.");
        }

        if (found.StatefulSet is { } set && RolloutStates.Of(set) == RolloutState.Updating)
        {
            return new(true, RegionReasons.RollingUpdate, "The node is being replaced.");
        }

        return found.Claims.FirstOrDefault(VolumeSize.IsGrowing) is { } growing
            ? new(
                true,
                RegionReasons.VolumeResizing,
                $"The volume {growing.Metadata.Name} grows from {VolumeSize.Actual(growing)} to " +
                $"{VolumeSize.Requested(growing)}.{ResizeNote(growing)}")
            : new(false, RegionReasons.Settled, "There is nothing to do.");
    }

    static Verdict Degraded(RegionFindings found, NodeSituation node) =>
        found.Failure is { } failure ? new(true, RegionReasons.ReconcileError, failure)
        : node.IsCrashing ? new(true, RegionReasons.NodeCrashing, node.Message)
        : found.GrowthRefusal is { } refusal ? new(true, RegionReasons.VolumeCannotGrow, refusal)
        : new(false, RegionReasons.AsExpected, "Nothing needs a human.");

    static string ResizeNote(V1PersistentVolumeClaim claim) =>
        claim.Status?.Conditions?.FirstOrDefault(condition => condition.Status == "True") switch
        {
            null => "",
            { Message: { Length: > 0 } message } => $" {message}",
            { Type: var type } => $" ({type})",
        };
}

/// <summary>What a condition says.</summary>
sealed record Verdict(bool IsTrue, string Reason, string Message);
