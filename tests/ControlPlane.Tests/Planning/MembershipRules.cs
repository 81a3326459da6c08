using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>
/// What holds from each plan to the next, whatever happens: the rules of the replication that a control plane has to
/// keep, read off the nodes' disks.
/// </summary>
static class MembershipRules
{
    public static void Check(
        ControlMemory before, Plan plan, IReadOnlyDictionary<string, FakeNode> nodes, ISet<string> forcedOut)
    {
        foreach (var told in plan.Configs.SelectMany(config => config.Tables))
        {
            NobodyIsBehindWhatEverybodyHas(told, nodes);
        }

        foreach (var after in plan.Memory.Groups.Where(group => !group.IsDeleted))
        {
            if (before.Groups.FirstOrDefault(group => group.Id == after.Id) is { } known)
            {
                LogsThatAreNotListedHaveLeft(known, after);
                WhatIsForgottenIsCovered(known, after, nodes);
                ChangesFollowOneAnother(known, after, nodes, forcedOut);
                DrainedIsDrained(known, after, nodes);
            }
        }
    }

    /// <summary>Of a volume that was lost since its region was heard last nobody could know.</summary>
    static void NobodyIsBehindWhatEverybodyHas(TableConfig told, IReadOnlyDictionary<string, FakeNode> nodes)
    {
        foreach (var member in told.Members.Where(_ => told.InstalledEpoch > 0))
        {
            var table = nodes[member.Region].OnDisk(told.GroupId);
            var isItself = table is not null && (member.Log is null || member.Log == table.Log);
            Assert.True(isItself || !nodes[member.Region].IsReachable, $"{member.Region} is not itself");
            Assert.True(!isItself || table!.MembershipEpoch >= told.InstalledEpoch,
                $"{member.Region} has {table?.MembershipEpoch}, and all are said to have {told.InstalledEpoch}");
        }

        Assert.True(told.InstalledEpoch <= told.MembershipEpoch);
        Assert.All(told.Left, left => Assert.InRange(left.Epoch, 1, told.MembershipEpoch));
        Assert.DoesNotContain(told.Left, left => told.Members.Any(member => member.Log == left.Log));
    }

    static void LogsThatAreNotListedHaveLeft(TableGroup before, TableGroup after)
    {
        foreach (var gone in before.Members.Where(member => member.Log is { } log && !Lists(after, log)))
        {
            var left = Assert.Single(after.Left, left => left.Log == gone.Log);
            Assert.Equal((gone.Region, after.Epoch), (left.Region, left.Epoch));
        }
    }

    static void WhatIsForgottenIsCovered(
        TableGroup before, TableGroup after, IReadOnlyDictionary<string, FakeNode> nodes)
    {
        foreach (var left in before.Left.Except(after.Left))
        {
            Assert.All(before.Members, member => Assert.Equal(
                LogPosition.End, CoveredBy(nodes[member.Region].OnDisk(after.Id)!, left.Log)));
        }
    }

    /// <summary>
    /// Rule 8, for what changes who is in the group, and under which log. Of two that are lost the one to go first does
    /// not wait for the other, nor anybody for one that holds nothing and is not wanted.
    /// </summary>
    static void ChangesFollowOneAnother(
        TableGroup before, TableGroup after, IReadOnlyDictionary<string, FakeNode> nodes, ISet<string> forcedOut)
    {
        Assert.InRange(after.Epoch, before.Epoch, before.Epoch + 1);
        var gone = before.Members.Where(member => after.MemberOf(member.Region) is null).ToList();
        var isChange = gone.Count > 0
            || after.Members.Count > before.Members.Count
            || before.Members.Any(member => member.Log is { } log && !Lists(after, log));
        foreach (var member in before.Members.Where(member => isChange && !IsSkipped(member)).Except(gone))
        {
            // A volume that was lost in silence says nothing.
            if (nodes[member.Region].OnDisk(after.Id) is { } table)
            {
                Assert.InRange(table.MembershipEpoch, before.Epoch, long.MaxValue);
            }
        }

        bool IsSkipped(GroupMember member) => !after.Table.Regions().Contains(member.Region)
            && (member is { State: MemberState.Joining, Log: null }
                || (forcedOut.Contains(member.Region) && !nodes[member.Region].IsReachable));
    }

    /// <summary>Rule 10.</summary>
    static void DrainedIsDrained(
        TableGroup before, TableGroup after, IReadOnlyDictionary<string, FakeNode> nodes)
    {
        foreach (var left in after.Left.Except(before.Left).Where(left => left.Drained))
        {
            Assert.DoesNotContain(after.Left, other => !other.Drained);
            var leaver = nodes[left.Region].OnDisk(after.Id)!;
            Assert.True(leaver.IsDraining);
            Assert.All(after.Members, member => Assert.InRange(
                CoveredBy(nodes[member.Region].OnDisk(after.Id)!, left.Log), leaver.Sequence, long.MaxValue));
        }
    }

    static bool Lists(TableGroup group, long log) => group.Members.Any(member => member.Log == log);

    static long CoveredBy(TableStatus table, long log) =>
        table.Covered.FirstOrDefault(position => position.Log == log)?.Sequence ?? 0;
}
