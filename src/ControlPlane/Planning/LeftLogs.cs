using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>
/// The logs that have left a group. A log is among them from the epoch that is the first without it, until every
/// member says that it covers the log to the end. Until then members that have something of it still owe it to those
/// that do not, so a region that leaves in order stays as long as a log is open that nobody drained (rules 10 and 11).
/// </summary>
static class LeftLogs
{
    /// <summary>
    /// How many there are at most. Only regions that leave by force add to half as many: they have to go even where
    /// nothing else does, and there are not more of them than replicas.
    /// </summary>
    public const int Max = 64;

    /// <summary>True when the log of one more region can leave in order.</summary>
    public static bool HasRoom(TableGroup group) => group.Left.Count < Max / 2;

    /// <summary>
    /// The group, from whose present epoch on the log is not listed; a region without a log leaves none.
    /// </summary>
    public static TableGroup With(TableGroup group, GroupMember left, bool isDrained) => left.Log is not { } log
        ? group
        : group with { Left = [.. group.Left, new LeftLog(left.Region, log, group.Epoch, isDrained)] };

    /// <summary>Without those that every member covers to the end.</summary>
    public static TableGroup Observed(TableGroup group, PlanningInput input)
    {
        var open = group.Left
            .Where(left => group.Members.Any(member => !CoversAll(member, left, group.Id, input)))
            .ToList();
        return open.Count == group.Left.Count ? group : group with { Left = open };
    }

    /// <summary>Members take from each other what only some of them have.</summary>
    public static IReadOnlyList<LeftLog> Reconciling(TableGroup group) => [.. group.Left.Where(left => !left.Drained)];

    /// <summary>What there is to wait for; null for nothing. A single region has nobody to take from.</summary>
    public static PlanNote? Note(TableGroup group, PlanningInput input)
    {
        var open = Reconciling(group);
        if (open.Count == 0 || group.Members.Count < 2)
        {
            return null;
        }

        var lost = Names(open.Select(left => left.Region));
        var silent = group.Members.Where(member => input.StatusOf(member.Region) is null).ToList();
        var behind = group.Members.Where(member => open.Any(left => !CoversAll(member, left, group.Id, input)));
        return PlanNote.Of(group.Table, NoteKind.Waiting, NoteReasons.ReplicaReconciling,
            $"the regions take over from each other what {lost} had handed to some of them: "
            + (silent.Count > 0
                ? $"they wait for {Names(silent.Select(member => member.Region))}, which cannot be reached"
                : $"{Names(behind.Select(member => member.Region))} to go"));
    }

    /// <summary>Of a group before a step and after it: what has been brought together; null for nothing.</summary>
    public static PlanNote? EndNote(TableGroup before, TableGroup after)
    {
        var ended = Reconciling(before).Except(after.Left).ToList();
        return ended.Count == 0 || before.Members.Count < 2 ? null : PlanNote.Of(
            after.Table, NoteKind.Notice, NoteReasons.ReplicaReconciled,
            $"every region has what any of them had of {Names(ended.Select(left => left.Region))}");
    }

    static bool CoversAll(GroupMember member, LeftLog left, string groupId, PlanningInput input) =>
        member.Log is not null
        && input.ReportOf(member, groupId) is { } report
        && report.Covered.Any(position => position == new LogPosition(left.Log, LogPosition.End));

    static string Names(IEnumerable<string> regions) =>
        string.Join(", ", regions.Distinct().Order(StringComparer.Ordinal));
}
