using GlobalTables.ControlPlane.Planning;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tables;

/// <summary>Tells what happened to a table, from one status to the next.</summary>
sealed class TableEvents(EventRecorder recorder)
{
    public void Report(
        V1Alpha1GlobalTable entity,
        V1Alpha1GlobalTableStatus? before,
        V1Alpha1GlobalTableStatus after,
        TablePicture picture)
    {
        foreach (var replica in after.Replicas ?? [])
        {
            var was = before?.Replicas?.FirstOrDefault(other => other.Region == replica.Region)?.ReplicaStatus;
            if (was != replica.ReplicaStatus)
            {
                Replica(entity, replica, was);
            }
        }

        foreach (var left in (before?.Replicas ?? [])
            .Where(replica => after.Replicas?.Any(other => other.Region == replica.Region) != true))
        {
            recorder.Publish(entity, EventType.Normal, "ReplicaRemoved", $"{left.Region} is no replica any more",
                "Remove");
        }

        foreach (var condition in after.Conditions ?? [])
        {
            var was = before?.Conditions?.FirstOrDefault(other => other.Type == condition.Type);
            if (condition.Type is TableConditions.Degraded or TableConditions.ClockSkew
                && condition.Status == TableConditions.True
                && was?.Reason != condition.Reason)
            {
                recorder.Publish(entity, EventType.Warning, condition.Reason, condition.Message, "Observe");
            }
        }

        foreach (var note in picture.Notes[TableObjects.NameOf(entity)].Where(note => note.Kind == NoteKind.Problem))
        {
            recorder.Publish(entity, EventType.Warning, note.Reason, note.Message, "Plan");
        }
    }

    /// <summary>What a plan did that a person should know, whatever the status says.</summary>
    public void Notice(V1Alpha1GlobalTable entity, PlanNote note) =>
        recorder.Publish(
            entity,
            note.Reason == NoteReasons.ReplicaReconciled ? EventType.Normal : EventType.Warning,
            note.Reason,
            note.Message,
            "Plan");

    void Replica(V1Alpha1GlobalTable entity, V1Alpha1ReplicaStatus replica, string? was)
    {
        var (reason, note) = replica.ReplicaStatus switch
        {
            TableStates.Active => ("ReplicaActive", was == TableStates.Inaccessible
                ? $"{replica.Region} answers again"
                : $"{replica.Region} serves the table"),
            TableStates.Creating => ("ReplicaCreating", $"{replica.Region} is being made"),
            TableStates.Deleting => ("ReplicaDeleting", $"{replica.Region} is about to leave"),
            _ => ("", ""),
        };
        if (reason.Length > 0)
        {
            recorder.Publish(entity, EventType.Normal, reason, note, "Replicate");
        }
    }
}
