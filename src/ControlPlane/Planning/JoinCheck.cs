namespace GlobalTables.ControlPlane.Planning;

/// <summary>Whether a region can be added to a group now.</summary>
static class JoinCheck
{
    /// <summary>What it waits for, or what is in its way; null where it can join.</summary>
    public static PlanNote? WhyNotYet(TableGroup group, string region, PlanningInput input)
    {
        if (input.StatusOf(region) is not { } status)
        {
            return PlanNote.Of(group.Table, NoteKind.Waiting, NoteReasons.RegionUnreachable,
                $"{region} is to be added and cannot be reached yet");
        }

        if (group.Removals.Any(removal => removal.Region == region))
        {
            return PlanNote.Of(group.Table, NoteKind.Waiting, NoteReasons.WaitingForRegion,
                $"{region} is added again when its removal is finished");
        }

        var name = group.Table.TableName();
        return status.Tables.Any(table =>
            table.Shape.TableName == name && table.GroupId != group.Id && !group.IsFormerCopy(table))
            ? PlanNote.Of(group.Table, NoteKind.Problem, NoteReasons.TableNameTaken,
                $"{region} has another table of this name; delete that one, then the region is added")
            : null;
    }
}
