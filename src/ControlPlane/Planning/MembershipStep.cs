using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>
/// Moves a group one change nearer to what is declared. The rules are those of the replication (8 to 12): one change
/// at a time, the next only when every member has installed the last; an unreachable member counts with what it
/// reported last. Writing down what a member reports of a change under way (its log, that it has caught up) belongs
/// to that change and waits for nobody.
/// </summary>
sealed class MembershipStep
{
    readonly PlanningInput input;
    readonly List<PlanNote> notes;
    TableGroup group;

    MembershipStep(TableGroup group, PlanningInput input, List<PlanNote> notes)
    {
        this.input = input;
        this.notes = notes;
        this.group = group;
    }

    public static TableGroup Next(TableGroup group, PlanningInput input, List<PlanNote> notes)
    {
        var step = new MembershipStep(group, input, notes);
        step.Observe();
        if (!group.IsDeleted)
        {
            step.Advance();
            step.TellOfReconciliation(group);
        }

        return step.group;
    }

    void Advance()
    {
        if (Learn() || !LastIsInstalled())
        {
            return;
        }

        _ = ForceOut()
            || CallOff()
            || IsFull()
            || RecordLostVolume()
            || FinishLeaving()
            || StayAfterAll()
            || Join()
            || BeginLeaving();
    }

    void Observe()
    {
        group = LeftLogs.Observed(group, input) with
        {
            Members =
            [
                .. group.Members.Select(member => input.StatusOf(member.Region) is null
                    ? member
                    : member with { InstalledEpoch = input.ReportOf(member, group.Id)?.MembershipEpoch ?? 0 }),
            ],
            Removals = [.. group.Removals.Where(removal => !IsConfirmed(removal))],
        };
    }

    void TellOfReconciliation(TableGroup before)
    {
        if (LeftLogs.EndNote(before, group) is { } ended)
        {
            notes.Add(ended);
        }

        if (LeftLogs.Note(group, input) is { } open)
        {
            notes.Add(open);
        }
    }

    /// <summary>The logs of new members, and that a joining one has caught up.</summary>
    bool Learn()
    {
        var members = group.Members.Select(member =>
        {
            if (Report(member) is not { } report || report.MembershipEpoch < member.ListedEpoch)
            {
                return member;
            }

            var known = member.Log is null ? member with { Log = report.Log } : member;
            return known.State == MemberState.Joining && known.Log == report.Log && Serves(report)
                ? known with { State = MemberState.Active }
                : known;
        }).ToList();

        if (members.SequenceEqual(group.Members))
        {
            return false;
        }

        group = group.Next(members);
        return true;
    }

    bool LastIsInstalled()
    {
        var behind = group.Members
            .Where(member => member.InstalledEpoch < group.Epoch
                && !IsForcedOut(member) && !NeverBegan(member) && !HasLostVolume(member))
            .ToList();
        var silent = behind.Where(member => input.StatusOf(member.Region) is null).ToList();
        if (silent.Count > 0)
        {
            Say(NoteKind.Waiting, NoteReasons.RegionUnreachable,
                $"{Names(silent)} cannot be reached and does not know the last change of the regions yet; "
                + "the next change waits for it");
        }

        return behind.Count == 0;
    }

    /// <summary>The bound of what has left and is not covered by all.</summary>
    bool IsFull()
    {
        if (LeftLogs.HasRoom(group))
        {
            return false;
        }

        Say(NoteKind.Waiting, NoteReasons.WaitingForRegion,
            $"{group.Left.Count} logs of regions that left or lost their volume are not covered by all regions; "
            + "nothing else changes until they are. A region that cannot be reached may have to be removed by force");
        return true;
    }

    /// <summary>The region goes on under its new log; the old one has left, and nobody drained it (rule 12).</summary>
    bool RecordLostVolume()
    {
        if (group.Members.FirstOrDefault(HasLostVolume) is not { } lost)
        {
            return false;
        }

        var hasSource = group.Members.Any(member => member != lost && IsWhole(member));
        Say(NoteKind.Notice, NoteReasons.DataLost, hasSource
            ? $"{lost.Region} has lost its data and fills again from the other regions"
            : $"{lost.Region} has lost its data, and no other region has it");

        // A copy that serves is an old one that has come back: told that it is listed under no log, it begins anew.
        var report = Report(lost)!;
        var next = group.Next(lost with
        {
            Log = hasSource && Serves(report) ? null : report.Log,
            State = lost.State == MemberState.Active && hasSource ? MemberState.Joining : lost.State,
            ListedEpoch = group.Epoch + 1,
            InstalledEpoch = 0,
        });
        group = LeftLogs.With(next, lost, isDrained: false);
        return true;
    }

    /// <summary>
    /// Rule 11: the next epoch omits the region. Once all others have installed it they take in nothing of it any
    /// more, and then take from each other what only some of them have. A region may be lost while that is under way
    /// for another one.
    /// </summary>
    bool ForceOut()
    {
        if (group.Members.FirstOrDefault(IsForcedOut) is not { } lost
            || !group.Members.Any(member => member != lost && member.State == MemberState.Active))
        {
            return false;
        }

        Say(NoteKind.Notice, NoteReasons.ReplicaRemovedByForce,
            $"{lost.Region} was removed by force: what it had handed over to none of the other regions is lost to the "
            + "table; what any of them has reaches all");
        group = Without(lost, isDrained: false);
        return true;
    }

    /// <summary>A region that was to join, holds nothing yet, and is not wanted any more.</summary>
    bool CallOff()
    {
        if (group.Members.FirstOrDefault(NeverBegan) is not { } idle)
        {
            return false;
        }

        group = Without(idle, isDrained: true);
        return true;
    }

    bool FinishLeaving()
    {
        if (Leaver() is not { } leaver || IsWanted(leaver.Region) || !IsDrained(leaver))
        {
            return false;
        }

        group = Without(leaver, isDrained: true);
        return true;
    }

    TableGroup Without(GroupMember left, bool isDrained)
    {
        var next = group.Next(group.Members.Where(member => member != left)) with
        {
            Removals =
            [
                .. group.Removals,
                new PendingRemoval(left.Region, group.DeletesDataIn(left.Region)),
            ],
        };
        return LeftLogs.With(next, left, isDrained);
    }

    /// <summary>A region that was to leave is wanted again before it left: it has all that it had.</summary>
    bool StayAfterAll()
    {
        if (Leaver() is not { } leaver || !IsWanted(leaver.Region) || Report(leaver) is not { } report)
        {
            return false;
        }

        // One that had not come to have it all goes on with that.
        group = group.Next(leaver with { State = Serves(report) ? MemberState.Active : MemberState.Joining });
        return true;
    }

    bool Join()
    {
        foreach (var region in group.Table.Regions().Where(region => group.MemberOf(region) is null))
        {
            if (JoinCheck.WhyNotYet(group, region, input) is { } note)
            {
                notes.Add(note);
                continue;
            }

            group = group.Next(new GroupMember
            {
                Region = region,
                State = MemberState.Joining,
                ListedEpoch = group.Epoch + 1,
            });
            return true;
        }

        return false;
    }

    bool BeginLeaving()
    {
        if (Leaver() is not null)
        {
            return false;
        }

        foreach (var member in group.Members.Where(member => !IsWanted(member.Region)))
        {
            if (input.StatusOf(member.Region) is null)
            {
                Say(NoteKind.Waiting, NoteReasons.RegionUnreachable,
                    $"{member.Region} is to leave but cannot be reached; it leaves when it is back, "
                    + "so that what it wrote last is not lost");
                continue;
            }

            if (IsOnlyCopy(member))
            {
                continue;
            }

            group = group.Next(member with { State = MemberState.Leaving });
            return true;
        }

        return false;
    }

    bool IsDrained(GroupMember leaver)
    {
        if (Report(leaver) is not { } report)
        {
            Say(NoteKind.Waiting, NoteReasons.RegionUnreachable,
                $"{leaver.Region} is leaving but cannot be reached; it leaves when it is back");
            return false;
        }

        if (!report.IsDraining)
        {
            return false;
        }

        // The others may have lost their volumes since it was to leave.
        if (IsOnlyCopy(leaver))
        {
            return false;
        }

        // It may have the only copy of what a lost region wrote.
        var reconciling = LeftLogs.Reconciling(group);
        if (reconciling.Count > 0)
        {
            Say(NoteKind.Waiting, NoteReasons.ReplicaReconciling,
                $"{leaver.Region} leaves when every region has what any of them had of "
                + string.Join(", ", reconciling.Select(left => left.Region).Distinct()));
            return false;
        }

        var behind = group.Members.Where(member => member != leaver && !HasAll(member, report)).ToList();
        var silent = behind.Where(member => input.StatusOf(member.Region) is null).ToList();
        if (silent.Count > 0)
        {
            Say(NoteKind.Waiting, NoteReasons.RegionUnreachable,
                $"{leaver.Region} leaves when {Names(silent)} can be reached and has all that it wrote");
        }

        return behind.Count == 0;
    }

    bool HasAll(GroupMember member, TableStatus leaving) =>
        input.ReportOf(member, group.Id) is { } report
        && (report.Covered.FirstOrDefault(position => position.Log == leaving.Log)?.Sequence ?? 0)
            >= leaving.Sequence;

    /// <summary>
    /// A copy that is deleted is gone, and one that stays is another table from then on. A node that was told of the
    /// table and not of its removal may have it yet, though it does not show it.
    /// </summary>
    bool IsConfirmed(PendingRemoval removal) =>
        input.StatusOf(removal.Region) is { } status
        && input.TableIn(removal.Region, group.Id) is null
        && input.Memory.Accepted.GetValueOrDefault(removal.Region) is { } accepted
        && accepted.Removals.Contains(group.Id)
        && status.ConfigEpoch >= accepted.Epoch;

    static bool Serves(TableStatus report) => report.Status is TableStates.Active or TableStates.Updating;

    bool IsOnlyCopy(GroupMember leaver)
    {
        if (group.Members.Any(member => member != leaver && member.State == MemberState.Active))
        {
            return false;
        }

        Say(NoteKind.Waiting, NoteReasons.ReplicaDraining,
            $"{leaver.Region} is to leave but holds the only complete copy; it leaves when another region is ACTIVE");
        return true;
    }

    // One that leaves has all of it, unless it was to join before.
    bool IsWhole(GroupMember member) =>
        member.State == MemberState.Active
        || (member.State == MemberState.Leaving && (Report(member) is not { } report || Serves(report)));

    GroupMember? Leaver() => group.Members.FirstOrDefault(member => member.State == MemberState.Leaving);

    bool IsWanted(string region) => group.Table.Regions().Contains(region);

    TableStatus? Report(GroupMember member) => input.TableIn(member.Region, group.Id);

    /// <summary>
    /// The node has a new volume, where it installed the present epoch under another log than the one listed.
    /// </summary>
    bool HasLostVolume(GroupMember member) =>
        Report(member) is { } report
        && member.Log is { } log
        && report.Log != log
        && report.MembershipEpoch >= group.Epoch;

    static string Names(IEnumerable<GroupMember> members) =>
        string.Join(", ", members.Select(member => member.Region));

    /// <summary>Unwanted, silent, and not waited for.</summary>
    bool IsForcedOut(GroupMember member) =>
        !IsWanted(member.Region)
        && input.StatusOf(member.Region) is null
        && input.IsForcedToLeave(group.Table.Metadata, member.Region);

    bool NeverBegan(GroupMember member) =>
        !IsWanted(member.Region) && member is { State: MemberState.Joining, Log: null, InstalledEpoch: 0 };

    void Say(NoteKind kind, string reason, string message) =>
        notes.Add(PlanNote.Of(group.Table, kind, reason, message));
}
