using GlobalTables.ControlPlane.Planning;
using static GlobalTables.ControlPlane.Tests.Planning.FakeWorld;

namespace GlobalTables.ControlPlane.Tests.Planning;

public class StatusFromTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";

    static IEnumerable<string> Statuses(FakeWorld world) => StatusFrom.Nodes(world.Observe(), world.Memory)
        .Select(replica => $"{replica.Region} {replica.TableName} {replica.Status}");

    [Fact]
    public void Each_region_shows_what_its_node_says()
    {
        var world = new FakeWorld(Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();

        Assert.Equal([$"{Eu} Products ACTIVE", $"{Us} Products ACTIVE"], Statuses(world));
    }

    [Fact]
    public void A_silent_region_is_inaccessible()
    {
        var world = new FakeWorld(Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        world[Eu].IsReachable = false;

        Assert.Equal([$"{Eu} Products INACCESSIBLE", $"{Us} Products ACTIVE"], Statuses(world));
    }

    [Fact]
    public void A_region_that_is_to_be_added_shows_before_its_node_knows()
    {
        var world = new FakeWorld(Eu, Us);
        world.Declare(Us);
        world.Settle();
        world.Declare(Us, Eu);
        world.Memory = world.Memory with { Groups = [world.Group with { Table = world.Tables[0] }] };

        Assert.Equal([$"{Eu} Products CREATING", $"{Us} Products ACTIVE"], Statuses(world));
    }

    [Fact]
    public void A_leaving_region_is_deleting()
    {
        var world = new FakeWorld(Eu, Us);
        world.Declare(Us, Eu);
        world.Settle();
        world.Declare(Us);
        world.Settle();

        Assert.Equal([$"{Eu} Products DELETING", $"{Us} Products ACTIVE"], Statuses(world));
    }

    [Fact]
    public void A_table_of_the_API_alone_is_shown_too()
    {
        var world = new FakeWorld(Us);
        world[Us].CreateThroughApi(Products(Us).Shape());

        Assert.Equal([$"{Us} Products ACTIVE"], Statuses(world));
    }
}
