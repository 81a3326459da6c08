using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using static GlobalTables.ControlPlane.Tests.Planning.FakeWorld;

namespace GlobalTables.ControlPlane.Tests.Planning;

public class LifeOfATableTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";

    static FakeWorld TwoRegions()
    {
        var world = new FakeWorld(Ap, Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        return world;
    }

    [Fact]
    public void A_new_table_is_active_in_all_its_regions_at_once()
    {
        var world = new FakeWorld(Eu, Us);
        world.Declare(Us, Eu);

        world.Turn();

        var first = Assert.Single(world[Us].Accepted);
        Assert.All(Assert.Single(first.Tables).Members, member => Assert.Equal(MemberState.Active, member.State));
        Assert.All(first.Tables[0].Members, member => Assert.Null(member.Log));
        Assert.Equal(first.Tables[0].GroupId, world[Eu].Accepted[0].Tables[0].GroupId);
    }

    [Fact]
    public void The_logs_that_nodes_report_are_told_to_all()
    {
        var world = TwoRegions();

        var told = world[Us].Accepted[^1].Tables[0];
        Assert.Equal([world.Table(Eu).Log, world.Table(Us).Log], told.Members.Select(member => member.Log!.Value));
        Assert.Equal(2, told.MembershipEpoch);
    }

    [Fact]
    public void Nothing_is_pushed_once_everything_is_as_it_should_be()
    {
        var world = TwoRegions();

        Assert.Equal(0, world.Turn());
        Assert.Empty(world.Notes);
    }

    [Fact]
    public void Every_region_gets_a_config_even_without_a_table()
    {
        var world = new FakeWorld(Eu, Us);

        world.Settle();

        Assert.Equal(Eu, Assert.Single(world[Us].Accepted[^1].Peers).Region);
        Assert.Single(world[Eu].Accepted);
    }

    [Fact]
    public void A_region_added_later_joins_and_is_active_when_it_says_so()
    {
        var world = TwoRegions();
        world.Declare(Us, Eu, Ap);

        world.Settle();
        Assert.Equal($"{Ap}:Joining {Eu}:Active {Us}:Active", world.Members());
        Assert.Equal(world.Table(Ap).Log, world.Group.MemberOf(Ap)!.Log);

        world.FinishCopy(Ap);
        world.Settle();
        Assert.Equal($"{Ap}:Active {Eu}:Active {Us}:Active", world.Members());
        Assert.Equal(world.Group.Epoch, world.Table(Us).MembershipEpoch);
    }

    [Fact]
    public void Two_regions_added_at_once_join_one_after_the_other()
    {
        var world = new FakeWorld("ap-south-1", Ap, Eu);
        world.Declare(Eu);
        world.Settle();
        var before = world.Group.Epoch;
        world.Declare(Eu, Ap, "ap-south-1");

        world.Turn();

        Assert.Equal(before + 1, world.Group.Epoch);
        Assert.Equal(2, world.Group.Members.Count);
        world.Settle();
        Assert.Equal(3, world.Group.Members.Count);
    }

    [Fact]
    public void A_change_waits_until_every_member_has_the_last_one()
    {
        var world = TwoRegions();
        world[Eu].IsReachable = false;
        world.Declare(Us, Eu, Ap);
        world.Settle();
        var joined = world.Group.Epoch;

        world.Declare(Eu, Ap);
        world.Settle();

        Assert.Equal(joined, world.Group.Epoch);
        Assert.Equal($"{Ap}:Joining {Eu}:Active {Us}:Active", world.Members());
        Assert.Contains(world.Notes, note => note.Kind == NoteKind.Waiting && note.Message.Contains(Eu));

        world[Eu].IsReachable = true;
        world.Settle();
        Assert.Equal($"{Ap}:Joining {Eu}:Active {Us}:Leaving", world.Members());
    }

    [Fact]
    public void A_table_is_made_only_when_all_its_regions_are_heard()
    {
        var world = new FakeWorld(Eu, Us);
        world[Eu].IsReachable = false;
        world.Declare(Us, Eu);

        world.Settle();

        Assert.Empty(world.Memory.Groups);
        Assert.Contains(Eu, Assert.Single(world.Notes).Message);
    }

    [Fact]
    public void A_removed_region_first_hands_over_what_it_wrote()
    {
        var world = TwoRegions();
        world.Write(Eu, 7);
        world.Declare(Us);

        world.Settle();
        Assert.Equal($"{Eu}:Leaving {Us}:Active", world.Members());

        world.BeginDrain(Eu);
        world.Settle();
        Assert.Equal($"{Eu}:Leaving {Us}:Active", world.Members());

        world.Hear(Us, Eu);
        world.Turn();
        Assert.Equal($"{Us}:Active", world.Members());
        Assert.Equal(new TableRemoval(world.Group.Id, DeleteData: false), Assert.Single(world[Eu].Accepted[^1].Removals));
        Assert.Empty(world[Eu].Accepted[^1].Tables);

        world.Settle();
        Assert.Empty(world.Group.Removals);
        Assert.False(world.Table(Eu).IsDeclared);
    }

    [Fact]
    public void Data_is_deleted_only_where_the_manifest_says_so()
    {
        var world = TwoRegions();
        world.Tables[0] = Products(Us) with
        {
            Spec = Products(Us).Spec with { DeletionPolicy = DeletionPolicy.Delete },
        };
        world.Settle();
        world.BeginDrain(Eu);
        world.Hear(Us, Eu);

        world.Settle();

        Assert.Empty(world[Eu].Tables);
        Assert.Empty(world.Group.Removals);
    }

    [Fact]
    public void A_region_that_cannot_be_reached_does_not_leave()
    {
        var world = TwoRegions();
        world[Eu].IsReachable = false;
        world.Declare(Us);

        world.Settle();

        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
        Assert.Contains("eu-west-1 is to leave but cannot be reached", Assert.Single(world.Notes).Message);
    }

    [Fact]
    public void Other_tables_go_on_while_one_waits()
    {
        var world = TwoRegions();
        world[Eu].IsReachable = false;
        world.Declare(Us);
        world.Tables.Add(Products(Us, Ap) with
        {
            Metadata = new ResourceMetadata("orders"),
            Spec = Products(Us, Ap).Spec with { TableName = "Orders" },
        });

        world.Settle();

        Assert.Contains(world[Ap].Tables, table => table.Shape.TableName == "Orders");
    }

    [Fact]
    public void The_last_complete_copy_does_not_leave()
    {
        var world = TwoRegions();
        world.Declare(Ap);

        world.Settle();
        Assert.Equal($"{Ap}:Joining {Eu}:Leaving {Us}:Active", world.Members());

        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.Hear(Ap, Eu);
        world.Settle();
        Assert.Equal($"{Ap}:Joining {Us}:Active", world.Members());
        Assert.Contains(world.Notes, note => note.Message.Contains("only complete copy"));

        world.FinishCopy(Ap);
        world.Settle();
        Assert.Equal($"{Ap}:Active {Us}:Leaving", world.Members());
    }

    [Fact]
    public void A_leaving_region_that_is_wanted_again_stays()
    {
        var world = TwoRegions();
        world.Declare(Us);
        world.Settle();
        world.Declare(Us, Eu);

        world.Settle();

        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
    }

    [Fact]
    public void A_region_that_left_fills_again_when_it_is_added_again()
    {
        var world = TwoRegions();
        world.Declare(Us);
        world.Settle();
        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.Settle();
        world.Declare(Us, Eu);

        world.Settle();

        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
        Assert.Equal("CREATING", world.Table(Eu).Status);
    }

    [Fact]
    public void An_empty_list_of_replicas_changes_nothing()
    {
        var world = TwoRegions();
        world.Declare();

        world.Settle();

        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
    }

    [Fact]
    public void A_table_missing_from_the_manifests_changes_nothing()
    {
        var world = TwoRegions();
        world.Tables.Clear();

        Assert.Equal(0, world.Turn());
        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
    }

    [Fact]
    public void A_region_that_lost_its_volume_fills_again_under_its_new_log()
    {
        var world = TwoRegions();
        var lost = world.Table(Eu).Log;
        world[Eu].LoseVolume();

        world.Settle();

        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
        Assert.NotEqual(lost, world.Group.MemberOf(Eu)!.Log);
        Assert.Equal(world.Table(Eu).Log, world.Group.MemberOf(Eu)!.Log);

        world.FinishCopy(Eu);
        world.Settle();
        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
    }

    [Fact]
    public void A_lost_volume_without_another_copy_starts_empty()
    {
        var world = new FakeWorld(Us);
        world.Declare(Us);
        world.Settle();
        world[Us].LoseVolume();
        world.Turn();

        world.Turn();

        Assert.Equal($"{Us}:Active", world.Members());
        Assert.Contains("no other region has it", Assert.Single(world.Notes).Message);
    }

    [Fact]
    public void A_changed_shape_reaches_all_regions_without_a_new_membership()
    {
        var world = TwoRegions();
        var before = world.Group.Epoch;
        world.Tables[0] = world.Tables[0] with
        {
            Spec = world.Tables[0].Spec with
            {
                BillingMode = "PROVISIONED",
                ProvisionedThroughput = new ProvisionedThroughput(5, 5),
            },
        };

        world.Settle();

        Assert.Equal("PROVISIONED", world.Table(Eu).Shape.BillingMode);
        Assert.Equal(before, world.Group.Epoch);
    }

    [Fact]
    public void A_changed_key_is_a_problem_and_changes_nothing()
    {
        var world = TwoRegions();
        world.Tables[0] = world.Tables[0] with
        {
            Spec = world.Tables[0].Spec with
            {
                AttributeDefinitions = [new AttributeDefinition("ProductID", "N")],
            },
        };

        Assert.Equal(0, world.Turn());
        Assert.Equal(NoteKind.Problem, Assert.Single(world.Notes).Kind);
    }
}
