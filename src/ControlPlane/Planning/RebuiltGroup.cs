using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>
/// The group of a table that is declared at its nodes already: a control plane without memory goes on where another
/// one stopped. The newest membership that a node reports is the true one, and it is true only if no member is
/// silent, since a silent one may have a newer. It is told again under a new epoch, because the states that the
/// old epoch gave the members are not reported and must not be told twice under one number.
/// </summary>
static class RebuiltGroup
{
    /// <summary>For a log of which only the number is known; no region is called so.</summary>
    public const string UnknownRegion = "(unknown)";

    public static (TableGroup? Group, PlanNote? Note) Of(GlobalTable table, string groupId, PlanningInput input)
    {
        var reports = input.Regions.Keys.Order(StringComparer.Ordinal)
            .Select(region => (Region: region, Table: input.TableIn(region, groupId)))
            .Where(report => report.Table is { IsDeclared: true, Members.Count: > 0 })
            .Select(report => (report.Region, Table: report.Table!))
            .ToList();
        var (_, newest) = reports.MaxBy(report => report.Table.MembershipEpoch);

        var silent = newest.Members.Where(region => input.StatusOf(region) is null).ToList();
        if (silent.Count > 0)
        {
            var names = string.Join(", ", silent);
            return (null, PlanNote.Of(table, NoteKind.Waiting, NoteReasons.RegionUnreachable,
                $"the table's group is known when {names} can be reached; until then nothing changes"));
        }

        var epoch = newest.MembershipEpoch + 1;
        List<GroupMember> members = [.. newest.Members.Order(StringComparer.Ordinal).Select(MemberFrom)];
        return (new TableGroup
        {
            Id = groupId,
            Replaces = reports.Select(report => report.Table.LeftGroup).FirstOrDefault(left => left is not null),
            Table = table.Spec.Replicas.Count > 0 ? table : WithMembers(table, newest.Members),
            Epoch = epoch,
            Members = members,
            Left = LeftFrom(members, [.. members.Select(member => input.TableIn(member.Region, groupId))], epoch),
            Removals =
            [
                .. reports.Where(report => !newest.Members.Contains(report.Region))
                    .Select(report => new PendingRemoval(
                        report.Region, table.Spec.DeletionPolicy == DeletionPolicy.Delete)),
            ],
        }, null);

        GroupMember MemberFrom(string region)
        {
            var report = input.TableIn(region, groupId);
            return new GroupMember
            {
                Region = region,
                Log = report?.Log,
                State = StateFrom(report),
                ListedEpoch = epoch,
                InstalledEpoch = report?.MembershipEpoch ?? 0,
            };
        }
    }

    /// <summary>
    /// A member without the table has lost its volume, or never got it: it fills from the others.
    /// </summary>
    static MemberState StateFrom(TableStatus? report) => report switch
    {
        null or { Status: TableStates.Creating } => MemberState.Joining,
        { IsDraining: true } or { Status: TableStates.Deleting } => MemberState.Leaving,
        _ => MemberState.Active,
    };

    /// <summary>
    /// What the members were told of logs that left; and logs that they have something of, to no end, and that no
    /// member writes to: of a volume that was lost together with the memory, or of a time when nobody wrote them down.
    /// </summary>
    static IReadOnlyList<LeftLog> LeftFrom(
        List<GroupMember> members, List<TableStatus?> reports, long epoch)
    {
        var told = reports.SelectMany(report => report?.Left ?? []).OrderBy(left => left.Drained);
        var lost = members.Where(member => member.State == MemberState.Joining).ToList();
        var region = lost is [var only] ? only.Region : UnknownRegion;
        var unsaid = reports.SelectMany(report => report?.Covered ?? [])
            .Where(position => position.Sequence != LogPosition.End)
            .Select(position => new LeftLog(region, position.Log, epoch, Drained: false));
        return
        [
            .. told.Concat(unsaid)
                .Where(left => !members.Exists(member => member.Log == left.Log))
                .DistinctBy(left => left.Log)
                .Take(LeftLogs.Max),
        ];
    }

    static GlobalTable WithMembers(GlobalTable table, IReadOnlyList<string> regions) => table with
    {
        Spec = table.Spec with { Replicas = [.. regions.Select(region => new Replica(region))] },
    };
}
