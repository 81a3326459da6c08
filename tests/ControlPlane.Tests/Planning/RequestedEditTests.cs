using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using static GlobalTables.ControlPlane.Tests.Planning.FakeWorld;

namespace GlobalTables.ControlPlane.Tests.Planning;

public class RequestedEditTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";

    static ControlRequest Request(
        FakeWorld world, string region, ControlRequestKind kind, string? replica = null, TableShape? shape = null)
    {
        var table = world.Table(region);
        return new ControlRequest
        {
            Id = $"{kind} {replica}",
            GroupId = table.GroupId,
            TableName = table.Shape.TableName,
            Kind = kind,
            ReplicaRegion = replica,
            Shape = shape,
        };
    }

    static FakeWorld Declared(params string[] regions)
    {
        var world = new FakeWorld(Ap, Eu, Us);
        world.Declare(regions);
        world.Settle();
        return world;
    }

    [Fact]
    public void A_replica_asked_for_is_declared_and_the_request_forgotten()
    {
        var world = Declared(Us, Eu);
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Ap));

        world.Settle();

        Assert.Equal([Us, Eu, Ap], world.Tables[0].Regions());
        Assert.Equal($"{Ap}:Joining {Eu}:Active {Us}:Active", world.Members());
        Assert.Empty(world[Us].Status!.Requests);
    }

    [Fact]
    public void A_request_is_answered_by_the_config_that_shows_its_effect()
    {
        var world = Declared(Us, Eu);
        world[Ap].IsReachable = false;
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Ap));

        world.Settle();
        Assert.Single(world[Us].Status!.Requests);

        world[Ap].IsReachable = true;
        world.Settle();
        var answering = world[Us].Accepted.First(config => config.Answers.Count > 0);
        Assert.Contains(answering.Tables[0].Members, member => member.Region == Ap);
        Assert.Empty(world[Us].Status!.Requests);
    }

    [Fact]
    public void A_replica_that_is_there_is_settled_without_a_change()
    {
        var world = Declared(Us, Eu);
        var (table, epoch) = (world.Tables[0], world.Group.Epoch);
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Eu));

        world.Settle();

        Assert.Equal(table, world.Tables[0]);
        Assert.Equal(epoch, world.Group.Epoch);
        Assert.Null(Assert.Single(world.Settled).Refusal);
        Assert.Empty(world[Us].Status!.Requests);
    }

    [Fact]
    public void A_table_made_through_the_API_gets_an_object()
    {
        var world = new FakeWorld(Eu, Us);
        var made = world[Us].CreateThroughApi(Products(Us).Shape());
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Eu));

        world.Settle();

        var table = Assert.Single(world.Tables);
        Assert.Equal("api", table.Metadata.Namespace);
        Assert.StartsWith("products-", table.Metadata.Name);
        Assert.Equal([Us, Eu], table.Regions());
        Assert.Equal(made.GroupId, world.Group.Id);
        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
        Assert.Empty(world[Us].Status!.Requests);
    }

    [Fact]
    public void The_walkthrough_of_both_directions_settles()
    {
        var world = new FakeWorld(Eu, Us);
        world[Us].CreateThroughApi(Products(Us).Shape());
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Eu));
        world.Settle();
        world.FinishCopy(Eu);
        world.Settle();

        world[Eu].Ask(Request(world, Eu, ControlRequestKind.CreateReplica, Us));
        world.Settle();

        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
        Assert.Empty(world[Eu].Status!.Requests);
    }

    [Fact]
    public void A_replica_is_removed_on_request()
    {
        var world = Declared(Us, Eu);
        world[Us].Ask(Request(world, Us, ControlRequestKind.DeleteReplica, Eu));

        world.Settle();

        Assert.Equal([Us], world.Tables[0].Regions());
        Assert.Equal($"{Eu}:Leaving {Us}:Active", world.Members());
        Assert.Empty(world[Us].Status!.Requests);
    }

    [Fact]
    public void A_region_that_left_on_request_comes_back_on_request()
    {
        var world = Declared(Us, Eu);
        world[Us].Ask(Request(world, Us, ControlRequestKind.DeleteReplica, Eu));
        world.Settle();
        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.Settle();

        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Eu));
        world.Settle();

        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
    }

    [Fact]
    public void Deleting_the_last_region_of_a_table_of_the_API_deletes_the_table()
    {
        var world = new FakeWorld(Eu, Us);
        world[Us].CreateThroughApi(Products(Us).Shape());
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Eu));
        world.Settle();
        world.FinishCopy(Eu);
        world.Settle();
        world[Us].Ask(Request(world, Us, ControlRequestKind.DeleteReplica, Us));
        world.Settle();
        world.BeginDrain(Us);
        world.Hear(Eu, Us);
        world.Settle();
        Assert.Empty(world[Us].Tables);

        world[Eu].Ask(Request(world, Eu, ControlRequestKind.DeleteReplica, Eu));
        world.Settle();

        Assert.Empty(world[Eu].Tables);
        Assert.Empty(world.Tables);
        Assert.Empty(world.Memory.Groups);
    }

    [Fact]
    public void A_request_for_a_table_whose_object_is_lost_keeps_its_regions()
    {
        var world = Declared(Us, Eu);
        world.Tables.Clear();
        world.Memory = new ControlMemory();
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Ap));

        world.Settle();

        Assert.Equal([Eu, Us, Ap], world.Tables[0].Regions());
        Assert.Equal(DeletionPolicy.Retain, world.Tables[0].Spec.DeletionPolicy);
        Assert.Equal($"{Ap}:Joining {Eu}:Active {Us}:Active", world.Members());
    }

    [Theory]
    [InlineData(false, null, "NEW_AND_OLD_IMAGES")]
    [InlineData(true, "KEYS_ONLY", "KEYS_ONLY")]
    public void A_table_that_becomes_global_keeps_the_view_of_its_stream_and_gets_one_where_it_has_none(
        bool isEnabled, string? view, string becomes)
    {
        var world = new FakeWorld(Eu, Us);
        world[Us].CreateThroughApi(Products(Us).Shape() with { StreamSpecification = new(isEnabled, view) });
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Eu));

        world.Settle();

        Assert.Equal(new StreamSpecification(true, becomes), world.Table(Us).Shape.StreamSpecification);
        Assert.Equal(new StreamSpecification(true, becomes), world.Table(Eu).Shape.StreamSpecification);
    }

    [Fact]
    public void A_stream_is_switched_off_and_on_through_the_API_and_what_is_so_by_default_stays_unsaid()
    {
        var world = Declared(Us);
        var shape = world.Table(Us).Shape;
        world[Us].Ask(Request(world, Us, ControlRequestKind.ChangeTable, shape: shape with
        {
            DeletionProtectionEnabled = true,
        }));
        world.Settle();
        Assert.Null(world.Tables[0].Spec.StreamSpecification);

        foreach (var stream in (StreamSpecification[])[new(false), new(true, "OLD_IMAGE")])
        {
            world[Us].Ask(Request(
                world, Us, ControlRequestKind.ChangeTable, shape: shape with { StreamSpecification = stream }));
            world.Settle();
            Assert.Equal(stream, world.Table(Us).Shape.StreamSpecification);
            Assert.Equal(stream.StreamEnabled, world.Tables[0].Spec.StreamSpecification!.StreamEnabled);
        }
    }

    [Fact]
    public void A_request_of_a_node_that_knows_no_streams_leaves_the_setting_alone()
    {
        var world = Declared(Us);
        world.Tables[0] = world.Tables[0] with
        {
            Spec = world.Tables[0].Spec with { StreamSpecification = new TableStreamSpec(StreamEnabled: false) },
        };
        world.Settle();
        world[Us].Ask(Request(world, Us, ControlRequestKind.ChangeTable, shape: world.Table(Us).Shape with
        {
            StreamSpecification = null,
            DeletionProtectionEnabled = true,
        }));
        world.Settle();
        Assert.True(world.Tables[0].Spec.DeletionProtectionEnabled);
        Assert.False(world.Tables[0].Spec.StreamSpecification!.StreamEnabled);
    }

    [Fact]
    public void A_deleted_table_may_be_declared_again()
    {
        var world = new FakeWorld(Us);
        world[Us].CreateThroughApi(Products(Us).Shape());
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Us));
        world.Settle();
        var first = world.Group.Id;
        world[Us].Ask(Request(world, Us, ControlRequestKind.DeleteReplica, Us));
        world.LosesPushesTo.Add(Us);
        world.Turn();
        world.Tables.Add(Products(Us));
        world.Turn();
        Assert.Contains(world.Notes, note => note.Message.Contains("when the deleted one of this name is gone"));

        world.LosesPushesTo.Clear();
        world.Settle();

        Assert.NotEqual(first, world.Group.Id);
        Assert.Equal("ACTIVE", world.Table(Us).Status);
    }

    [Fact]
    public void A_new_index_is_an_edit_of_the_object_and_of_every_region()
    {
        var world = Declared(Us, Eu);
        var shape = WithIndex(world.Table(Us).Shape);
        world[Us].Ask(Request(world, Us, ControlRequestKind.ChangeTable) with { Shape = shape });

        world.Settle();

        Assert.Equal("byPrice", Assert.Single(world.Tables[0].Spec.GlobalSecondaryIndexes!).IndexName);
        Assert.Equivalent(shape.AttributeDefinitions, world.Tables[0].Spec.AttributeDefinitions);
        foreach (var region in new[] { Us, Eu })
        {
            Assert.Equal("byPrice", Assert.Single(world.Table(region).Shape.GlobalSecondaryIndexes!).IndexName);
        }

        world[Eu].Ask(Request(world, Eu, ControlRequestKind.ChangeTable) with
        {
            Shape = shape with
            {
                GlobalSecondaryIndexes = [],
                AttributeDefinitions = [.. shape.AttributeDefinitions.Take(1)],
            },
        });
        world.Settle();
        Assert.Empty(world.Tables[0].Spec.GlobalSecondaryIndexes!);
        Assert.Empty(world.Table(Us).Shape.GlobalSecondaryIndexes!);
    }

    [Fact]
    public void A_declaration_that_leaves_the_indexes_to_the_table_goes_on_to()
    {
        var world = Declared(Us, Eu);
        world[Us].Ask(Request(world, Us, ControlRequestKind.ChangeTable) with
        {
            Shape = world.Table(Us).Shape with { DeletionProtectionEnabled = true, GlobalSecondaryIndexes = [] },
        });

        world.Settle();

        Assert.True(world.Tables[0].Spec.DeletionProtectionEnabled);
        Assert.Null(world.Tables[0].Spec.GlobalSecondaryIndexes);
    }

    [Fact]
    public void A_replica_of_a_table_of_the_API_has_its_indexes()
    {
        var world = new FakeWorld(Eu, Us);
        world[Us].CreateThroughApi(WithIndex(Products(Us).Shape()));
        world[Us].Ask(Request(world, Us, ControlRequestKind.CreateReplica, Eu));

        world.Settle();

        Assert.Equal("byPrice", Assert.Single(world.Tables[0].Spec.GlobalSecondaryIndexes!).IndexName);
        Assert.Equal("byPrice", Assert.Single(world.Table(Eu).Shape.GlobalSecondaryIndexes!).IndexName);
    }

    [Fact]
    public void A_replica_of_a_declared_table_has_the_indexes_that_the_table_has()
    {
        var world = new FakeWorld(Eu, Us);
        world[Us].CreateThroughApi(WithIndex(Products(Us).Shape()));
        world.Tables.Add(Products(Us, Eu));

        world.Settle();

        Assert.Null(world.Tables[0].Spec.GlobalSecondaryIndexes);
        Assert.Equal("byPrice", Assert.Single(world.Table(Eu).Shape.GlobalSecondaryIndexes!).IndexName);
    }

    static TableShape WithIndex(TableShape shape) => shape with
    {
        AttributeDefinitions = [.. shape.AttributeDefinitions, new("price", "N")],
        GlobalSecondaryIndexes =
        [
            new()
            {
                IndexName = "byPrice",
                KeySchema = [new("price", "HASH")],
                Projection = new("ALL"),
            },
        ],
    };

    [Fact]
    public void A_changed_table_is_an_edit_of_the_object()
    {
        var world = Declared(Us, Eu);
        var shape = world.Table(Us).Shape with
        {
            BillingMode = "PROVISIONED",
            ProvisionedThroughput = new ProvisionedThroughput(7, 8),
            DeletionProtectionEnabled = true,
        };
        world[Us].Ask(Request(world, Us, ControlRequestKind.ChangeTable, shape: shape));

        world.Settle();

        Assert.Equal(7, world.Tables[0].Spec.ProvisionedThroughput!.ReadCapacityUnits);
        Assert.True(world.Table(Eu).Shape.DeletionProtectionEnabled);
    }

    [Fact]
    public void Time_to_live_is_turned_on_and_off_in_every_region()
    {
        var world = Declared(Us, Eu);
        var off = world.Table(Us).Shape;
        var on = off with { TimeToLive = new TimeToLive("ends", Enabled: true) };
        world[Us].Ask(Request(world, Us, ControlRequestKind.ChangeTable, shape: on));
        world.Settle();
        Assert.Equal("ends", world.Table(Eu).Shape.TimeToLive?.AttributeName);

        world[Eu].Ask(Request(world, Eu, ControlRequestKind.ChangeTable, shape: off));
        world.Settle();
        Assert.Equal(new TimeToLive("ends", Enabled: false), world.Tables[0].Spec.TimeToLive);
        Assert.Null(world.Table(Us).Shape.TimeToLive);
    }

    [Theory]
    [InlineData(ControlRequestKind.DeleteReplica, Us, "last region")]
    [InlineData(ControlRequestKind.CreateReplica, "US_EAST", "not supported")]
    [InlineData(ControlRequestKind.ChangeTable, null, "does not say")]
    [InlineData(ControlRequestKind.CreateReplica, Eu, "already existed as tables")]
    public void A_request_that_cannot_be_met_is_refused_with_the_reason(
        ControlRequestKind kind, string? replica, string reason)
    {
        var world = Declared(Us);
        world[Eu].CreateThroughApi(Products(Eu).Shape());
        world[Us].Ask(Request(world, Us, kind, replica));

        world.Settle();

        Assert.Contains(reason, Assert.Single(world.Settled).Refusal);
        Assert.Equal([Us], world.Tables[0].Regions());
        Assert.Empty(world[Us].Status!.Requests);
    }

    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("Orders", "orders-")]
    [InlineData("My_Table.v2", "my-table-v2-")]
    [InlineData("___", "table-")]
    public void Objects_are_named_as_Kubernetes_allows(string tableName, string start)
    {
        var name = RequestedEdit.ObjectNameOf(tableName);

        Assert.StartsWith(start, name);
        Assert.True(ResourceLimits.IsObjectName(name));
        Assert.NotEqual(name, RequestedEdit.ObjectNameOf(tableName + "2"));
    }

    [Fact]
    public void The_longest_table_name_still_gives_an_object_name() =>
        Assert.True(ResourceLimits.IsObjectName(RequestedEdit.ObjectNameOf(new string('A', 255))));
}
