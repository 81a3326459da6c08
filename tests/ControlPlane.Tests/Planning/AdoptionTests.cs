using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using static GlobalTables.ControlPlane.Tests.Planning.FakeWorld;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>Tables that exist already: made through the API, or declared by a control plane whose memory is lost.</summary>
public class AdoptionTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";

    [Fact]
    public void A_table_made_through_the_API_is_the_source_of_the_others()
    {
        var world = new FakeWorld(Eu, Us);
        var made = world[Us].CreateThroughApi(Products(Us).Shape());
        world.Declare(Us, Eu);

        world.Settle();

        Assert.Equal(made.GroupId, world.Group.Id);
        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
        Assert.Equal(made.Log, world.Group.MemberOf(Us)!.Log);
        Assert.True(world.Table(Us).IsDeclared);
    }

    [Fact]
    public void Different_tables_of_one_name_are_a_problem_and_nothing_is_told_about_them()
    {
        var world = new FakeWorld(Eu, Us);
        world[Us].CreateThroughApi(Products(Us).Shape());
        world[Eu].CreateThroughApi(Products(Eu).Shape());
        world.Declare(Us, Eu);

        world.Settle();

        var note = Assert.Single(world.Notes);
        Assert.Equal(NoteKind.Problem, note.Kind);
        Assert.Contains("eu-west-1, us-east-1 have different tables", note.Message);
        Assert.All(world[Us].Accepted, config => Assert.Empty(config.Tables));
    }

    [Fact]
    public void A_table_with_other_keys_is_not_taken_over()
    {
        var world = new FakeWorld(Us);
        world[Us].CreateThroughApi(Products(Us).Shape() with { KeySchema = [new KeySchemaElement("sku", "HASH")] });
        world.Declare(Us);

        world.Settle();

        Assert.Contains("other keys", Assert.Single(world.Notes).Message);
        Assert.False(world.Table(Us).IsDeclared);
    }

    [Fact]
    public void A_region_with_another_table_of_the_name_is_not_added()
    {
        var world = new FakeWorld(Ap, Eu, Us);
        world.Declare(Us);
        world.Settle();
        world[Eu].CreateThroughApi(Products(Eu).Shape());
        world.Declare(Us, Eu, Ap);

        world.Settle();

        Assert.Equal($"{Ap}:Joining {Us}:Active", world.Members());
        Assert.Contains("eu-west-1 has another table of this name", Assert.Single(world.Notes).Message);
    }

    [Fact]
    public void Two_objects_cannot_declare_one_table()
    {
        var world = new FakeWorld(Us);
        world.Declare(Us);
        world.Tables.Add(Products(Us) with { Metadata = new ResourceMetadata("again") });

        world.Settle();

        Assert.Single(world.Memory.Groups);
        Assert.Contains("default/products declares a table of this name", Assert.Single(world.Notes).Message);
    }

    [Fact]
    public void A_control_plane_without_memory_goes_on_where_the_last_one_stopped()
    {
        var world = new FakeWorld(Ap, Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        var (before, epoch) = (world.Group, world[Us].Status!.ConfigEpoch);
        world.Memory = new ControlMemory();

        world.Settle();

        Assert.Equal(before.Id, world.Group.Id);
        Assert.Equal(before.Epoch + 1, world.Group.Epoch);
        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
        Assert.Equal(before.Members.Select(member => member.Log), world.Group.Members.Select(member => member.Log));
        Assert.True(world[Us].Status!.ConfigEpoch > epoch);
    }

    [Fact]
    public void Without_memory_nothing_changes_while_a_member_is_silent()
    {
        var world = new FakeWorld(Ap, Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        world.Memory = new ControlMemory();
        world[Eu].IsReachable = false;
        world.Declare(Us);

        world.Settle();

        Assert.Empty(world.Memory.Groups);
        Assert.Contains("eu-west-1", Assert.Single(world.Notes).Message);
    }

    [Fact]
    public void Without_memory_a_join_and_a_removal_are_taken_up_again()
    {
        var world = new FakeWorld(Ap, Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        world.Declare(Us, Ap);
        world.Settle();
        Assert.Equal($"{Ap}:Joining {Eu}:Leaving {Us}:Active", world.Members());
        world.BeginDrain(Eu);
        world.Memory = new ControlMemory();

        world.Turn();
        Assert.Equal($"{Ap}:Joining {Eu}:Leaving {Us}:Active", world.Members());

        world.Hear(Us, Eu);
        world.Hear(Ap, Eu);
        world.FinishCopy(Ap);
        world.Settle();
        Assert.Equal($"{Ap}:Active {Us}:Active", world.Members());
        Assert.False(world.Table(Eu).IsDeclared);
    }

    [Fact]
    public void Without_memory_a_removal_that_was_not_confirmed_is_told_again()
    {
        var world = new FakeWorld(Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        world.Declare(Us);
        world.Settle();
        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.LosesPushesTo.Add(Eu);
        world.Turn();
        Assert.Equal($"{Us}:Active", world.Members());
        world.LosesPushesTo.Clear();
        world.Memory = new ControlMemory();

        world.Settle();

        Assert.False(world.Table(Eu).IsDeclared);
        Assert.Equal($"{Us}:Active", world.Members());
    }

    [Fact]
    public void Without_memory_a_copy_that_left_makes_room_when_its_region_is_declared_again()
    {
        var world = new FakeWorld(Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        world.Declare(Us);
        world.Settle();
        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.Settle();
        world.Memory = new ControlMemory();
        world.Declare(Us, Eu);

        world.Settle();

        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
        Assert.Empty(world.Notes);
    }

    [Fact]
    public void A_node_that_lost_the_config_is_told_again()
    {
        var world = new FakeWorld(Eu, Us);
        world.Settle();
        world[Eu].LoseVolume();

        Assert.Equal(1, world.Turn());
    }
}
