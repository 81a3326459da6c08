using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>Logs that leave a group: in order, by force, and with a lost volume.</summary>
public class LeftLogTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";
    const string Sa = "sa-east-1";

    [Fact]
    public void Every_region_hears_what_all_have_installed()
    {
        var world = Settled(Us, Eu);

        Assert.Equal(world.Group.Epoch, world.Table(Us).InstalledEpoch);
        Assert.Equal(world.Group.Epoch, world.Table(Eu).InstalledEpoch);
    }

    [Fact]
    public void What_all_have_installed_stays_behind_while_one_is_away_and_is_told_alone()
    {
        var world = Settled(Us, Eu);
        var before = world.Group.Epoch;
        world[Eu].IsReachable = false;
        world.Declare(Us, Eu, Ap);
        world.Settle();

        Assert.InRange(world.Table(Us).InstalledEpoch, 0, before);
        Assert.False(world[Ap].MayAsk(world.Group.Id));
        var epoch = world.Group.Epoch;

        world[Eu].IsReachable = true;
        world.Settle();
        Assert.Equal(epoch, world.Group.Epoch);
        Assert.Equal(epoch, world.Table(Us).InstalledEpoch);
        Assert.True(world[Ap].MayAsk(world.Group.Id));
    }

    [Fact]
    public void A_region_that_leaves_in_order_leaves_a_drained_log_until_all_cover_it_to_the_end()
    {
        var world = Settled(Us, Eu, Ap);
        var log = world.Table(Eu).Log;
        world.Write(Eu, 7);
        world.Declare(Us, Ap);
        world.Settle();
        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.Hear(Ap, Eu);

        world.Turn();
        Assert.Equal(new LeftLog(Eu, log, world.Group.Epoch, Drained: true), Assert.Single(world.Group.Left));
        Assert.Equal(world.Group.Left, world.Table(Us).Left);

        world.Settle();
        Assert.Empty(world.Group.Left);
        Assert.Empty(world.Table(Ap).Left);
        Assert.DoesNotContain(world.Said, note => note.Reason == NoteReasons.ReplicaReconciling);
    }

    [Fact]
    public void What_a_lost_region_had_handed_to_some_reaches_all_and_then_is_forgotten()
    {
        var world = Settled(Us, Eu, Ap);
        var log = world.Table(Eu).Log;
        Lose(world, Eu, Us, Ap);
        world.Turn();

        var left = new LeftLog(Eu, log, world.Group.Epoch, Drained: false);
        Assert.Equal(left, Assert.Single(world.Group.Left));
        Assert.Equal(left, Assert.Single(world.Table(Us).Left));
        Assert.True(world.Table(Us).InstalledEpoch < left.Epoch);
        Assert.Contains("what eu-west-1 had handed to some of them: ap-northeast-1, us-east-1 to go",
            Reconciling(world).Message);

        world.Settle();
        Assert.Empty(world.Group.Left);
        Assert.Empty(world.Table(Us).Left);
        Assert.Equal(LogPosition.End, Assert.Single(world.Table(Ap).Covered, one => one.Log == log).Sequence);
        Assert.Empty(world.Notes);
        Assert.Equal("every region has what any of them had of eu-west-1",
            Assert.Single(world.Said, note => note.Reason == NoteReasons.ReplicaReconciled).Message);
    }

    [Fact]
    public void A_log_stays_until_a_member_that_was_away_comes_back_and_covers_it()
    {
        var world = Settled(Us, Eu, Ap);
        world[Ap].Reconciles = false;
        Lose(world, Eu, Us, Ap);
        world.Settle();
        world[Ap].IsReachable = false;
        world.Settle();

        Assert.Single(world.Group.Left);
        Assert.Contains("wait for ap-northeast-1, which cannot be reached", Reconciling(world).Message);

        world[Ap].IsReachable = true;
        world[Ap].Reconciles = true;
        world.Settle();
        Assert.Empty(world.Group.Left);
        Assert.Empty(world.Notes);
    }

    [Fact]
    public void A_region_lost_while_another_joins_is_reconciled_by_the_joining_one_too()
    {
        var world = Settled(Us, Eu, Ap);
        world.Declare(Us, Eu, Ap, Sa);
        world.Settle();
        Assert.Equal(MemberState.Joining, world.Group.MemberOf(Sa)!.State);
        world[Sa].Reconciles = false;
        Lose(world, Eu, Us, Ap, Sa);
        world.Settle();

        Assert.Equal($"{Ap}:Active {Sa}:Joining {Us}:Active", world.Members());
        Assert.Single(world.Group.Left);
        Assert.EndsWith("sa-east-1 to go", Reconciling(world).Message);

        world[Sa].Reconciles = true;
        world.Settle();
        Assert.Empty(world.Group.Left);
        world.FinishCopy(Sa);
        world.Settle();
        Assert.Equal(MemberState.Active, world.Group.MemberOf(Sa)!.State);
    }

    [Fact]
    public void A_second_region_may_be_lost_before_the_first_one_is_reconciled()
    {
        var world = Settled(Us, Eu, Ap, Sa);
        world[Us].Reconciles = false;
        Lose(world, Eu, Us, Ap, Sa);
        world.Settle();
        var first = Assert.Single(world.Group.Left);
        Lose(world, Sa, Us, Ap);
        world.Settle();

        Assert.Equal($"{Ap}:Active {Us}:Active", world.Members());
        Assert.Equal([Eu, Sa], world.Group.Left.Select(left => left.Region));
        Assert.Equal(first, world.Group.Left[0]);
        Assert.True(world.Group.Left[1].Epoch > first.Epoch);
        Assert.Contains("eu-west-1, sa-east-1", Reconciling(world).Message);

        world[Us].Reconciles = true;
        world.Settle();
        Assert.Empty(world.Group.Left);
    }

    [Fact]
    public void Two_regions_lost_at_once_leave_one_after_the_other()
    {
        var world = Settled(Us, Eu, Ap, Sa);
        world[Eu].IsReachable = false;
        Lose(world, Sa, Us, Ap);
        world.ForcedOut.Add(Eu);

        world.Turn();
        Assert.Equal(3, world.Group.Members.Count);
        world.Settle();

        Assert.Equal($"{Ap}:Active {Us}:Active", world.Members());
        Assert.Empty(world.Group.Left);
    }

    [Fact]
    public void The_log_of_a_lost_volume_has_left_though_its_region_has_not()
    {
        var world = Settled(Us, Eu, Ap);
        var log = world.Table(Eu).Log;
        world[Ap].Reconciles = false;
        world[Eu].LoseVolume();
        world.Turn();
        Assert.Equal(0, world.Group.InstalledEpoch());   // nobody knows what a volume without the table has installed

        world.Settle();
        Assert.Equal($"{Ap}:Active {Eu}:Joining {Us}:Active", world.Members());
        var left = Assert.Single(world.Group.Left);
        Assert.Equal((Eu, log, false), (left.Region, left.Log, left.Drained));
        Assert.Contains(NoteReasons.DataLost, world.Said.Select(note => note.Reason));

        world[Ap].Reconciles = true;
        world.Settle();
        Assert.Empty(world.Group.Left);
        world.FinishCopy(Eu);
        world.Settle();
        Assert.Equal($"{Ap}:Active {Eu}:Active {Us}:Active", world.Members());
    }

    [Fact]
    public void A_lost_volume_fills_from_a_region_that_leaves_and_that_one_stays_as_long()
    {
        var world = Settled(Us, Eu);
        world.Declare(Us);
        world.Settle();
        world[Us].LoseVolume();
        world.Settle();
        Assert.Equal($"{Eu}:Leaving {Us}:Joining", world.Members());

        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.Settle();
        Assert.Equal($"{Eu}:Leaving {Us}:Joining", world.Members());
        Assert.Contains(world.Notes, note => note.Message.Contains("only complete copy", StringComparison.Ordinal));

        world.FinishCopy(Us);
        world.Settle();
        Assert.Equal($"{Us}:Active", world.Members());
    }

    [Fact]
    public void A_region_that_leaves_waits_until_a_lost_one_is_reconciled()
    {
        var world = Settled(Us, Eu, Ap, Sa);
        world[Ap].Reconciles = false;
        Lose(world, Eu, Us, Ap, Sa);
        world.Settle();
        world.Declare(Us, Ap);
        world.Settle();
        world.BeginDrain(Sa);
        world.Hear(Us, Sa);
        world.Hear(Ap, Sa);
        world.Settle();

        Assert.Equal($"{Ap}:Active {Sa}:Leaving {Us}:Active", world.Members());
        Assert.Contains(world.Notes, note =>
            note.Message == "sa-east-1 leaves when every region has what any of them had of eu-west-1");

        world[Ap].Reconciles = true;
        world.Settle();
        Assert.Equal($"{Ap}:Active {Us}:Active", world.Members());
        Assert.Empty(world.Group.Left);
        Assert.Empty(world.Notes);
    }

    [Fact]
    public void A_control_plane_that_lost_its_memory_reads_from_the_nodes_which_logs_have_left()
    {
        var world = Settled(Us, Eu, Ap);
        world[Ap].Reconciles = false;
        Lose(world, Eu, Us, Ap);
        world.Settle();
        var left = Assert.Single(world.Group.Left);
        world.Memory = new ControlMemory();

        world.Settle();
        Assert.Equal($"{Ap}:Active {Us}:Active", world.Members());
        Assert.Equal(left, Assert.Single(world.Group.Left));

        world[Ap].Reconciles = true;
        world.Settle();
        Assert.Empty(world.Group.Left);
        Assert.Empty(world.Table(Us).Left);
    }

    [Fact]
    public void A_volume_lost_together_with_the_memory_leaves_a_log_that_others_still_have_something_of()
    {
        var world = Settled(Us, Eu, Ap);
        var log = world.Table(Eu).Log;
        world.Write(Eu, 7);
        world.Hear(Us, Eu);
        world[Eu].LoseVolume();
        world[Ap].Reconciles = false;
        world.Memory = new ControlMemory();
        world.Settle();

        Assert.Equal($"{Ap}:Active {Eu}:Joining {Us}:Active", world.Members());
        var left = Assert.Single(world.Group.Left);
        Assert.Equal((Eu, log, false), (left.Region, left.Log, left.Drained));

        world[Ap].Reconciles = true;
        world.Settle();
        Assert.Empty(world.Group.Left);
    }

    [Fact]
    public void A_region_that_never_began_leaves_no_log()
    {
        var world = Settled(Us);
        world.LosesPushesTo.Add(Eu);
        world.Declare(Us, Eu);
        world.Turn();
        world.Turn();
        world.Declare(Us);
        world.Turn();

        Assert.Equal($"{Us}:Active", world.Members());
        Assert.Empty(world.Group.Left);
    }

    [Fact]
    public void Volumes_lost_without_end_reach_the_bound_and_force_is_still_possible()
    {
        var world = Settled(Us, Eu, Ap);
        world[Us].Reconciles = false;
        for (var loss = 0; loss < LeftLogs.Max; loss++)
        {
            world[Eu].LoseVolume();
            world.Settle();
        }

        Assert.Equal(LeftLogs.Max / 2, world.Group.Left.Count);
        Assert.Contains(world.Notes, note => note.Message.Contains("nothing else changes until they are"));

        Lose(world, Eu, Us, Ap);
        world.Settle();
        Assert.Equal($"{Ap}:Active {Us}:Active", world.Members());
        world[Us].Reconciles = true;
        world.Settle();
        Assert.Empty(world.Group.Left);
    }

    [Fact]
    public void A_deleted_table_has_nothing_to_bring_together()
    {
        var world = Settled(Us, Eu, Ap);
        world[Us].Reconciles = false;
        Lose(world, Eu, Us, Ap);
        world.Settle();
        world.DeletedGroups.Add(world.Group.Id);
        world.Tables.Clear();

        world.Turn();

        Assert.Empty(world.Group.Left);
        Assert.Empty(world.Notes);
    }

    static PlanNote Reconciling(FakeWorld world) =>
        Assert.Single(world.Notes, note => note.Reason == NoteReasons.ReplicaReconciling);

    /// <summary>A region is gone for good, the others are declared, and nobody is to wait for it.</summary>
    static void Lose(FakeWorld world, string region, params string[] others)
    {
        world[region].IsReachable = false;
        world.Declare(others);
        world.ForcedOut.Add(region);
    }

    static FakeWorld Settled(params string[] regions)
    {
        var world = new FakeWorld(Ap, Eu, Sa, Us);
        world.Declare(regions);
        world.Settle();
        Assert.Empty(world.Notes);
        return world;
    }
}
