using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>How far a region's StatefulSet has brought its node.</summary>
enum RolloutState
{
    /// <summary>No node is wanted.</summary>
    Stopped,

    /// <summary>The node is being replaced, or the StatefulSet's controller has not looked yet.</summary>
    Updating,

    /// <summary>The node is the right one and not ready.</summary>
    NotReady,

    Settled,
}

static class RolloutStates
{
    public static RolloutState Of(V1StatefulSet set)
    {
        var wanted = set.Spec.Replicas ?? 1;
        if (set.Metadata.DeletionTimestamp is not null || wanted == 0)
        {
            return RolloutState.Stopped;
        }

        var status = set.Status;
        if (status is null
            || (status.ObservedGeneration ?? 0) < (set.Metadata.Generation ?? 0)
            || (status.UpdatedReplicas ?? 0) < wanted
            || status.CurrentRevision != status.UpdateRevision)
        {
            return RolloutState.Updating;
        }

        return (status.ReadyReplicas ?? 0) < wanted ? RolloutState.NotReady : RolloutState.Settled;
    }

    public static bool IsReady(V1StatefulSet set) =>
        (set.Spec.Replicas ?? 1) > 0 && (set.Status?.ReadyReplicas ?? 0) >= (set.Spec.Replicas ?? 1);
}
