using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using static GlobalTables.ControlPlane.Tests.Planning.FakeWorld;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>Read-only, paused, protected and lost regions; tables that are deleted and come back.</summary>
public class RegionLifecycleTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";

    [Fact]
    public void Promotion_and_demotion_are_edits_that_reach_one_region()
    {
        var world = Settled(Us, Eu);
        world.Tables[0] = Products(Us) with
        {
            Spec = Products(Us).Spec with
            {
                Replicas = [new Replica(Us), new Replica(Eu) { Access = ReplicaAccess.ReadOnly }],
            },
        };

        Assert.Equal(1, world.Turn());
        Assert.True(world.Table(Eu).IsReadOnly);
        Assert.False(world.Table(Us).IsReadOnly);

        world.Declare(Us, Eu);
        Assert.Equal(1, world.Turn());
        Assert.False(world.Table(Eu).IsReadOnly);
    }

    [Fact]
    public void The_conflict_log_is_turned_off_and_on_in_every_region()
    {
        var world = Settled(Us, Eu);
        var declared = world.Tables[0];
        foreach (var isEnabled in (bool[])[false, true])
        {
            world.Tables[0] = declared with
            {
                Spec = declared.Spec with { ConflictLog = new ConflictLogSpec(isEnabled) },
            };
            Assert.Equal(2, world.Turn());
            Assert.Equal((!isEnabled, !isEnabled), (world.Table(Us).OmitsConflicts, world.Table(Eu).OmitsConflicts));
        }
    }

    [Fact]
    public void A_node_that_has_learnt_of_streams_is_told_what_it_did_not_understand()
    {
        var world = Settled(Us, Eu);
        world[Us].Change(world.Group.Id, table => table with
        {
            Shape = table.Shape with { StreamSpecification = null },
        });
        Assert.Equal(0, world.Turn());

        world[Us].Change(world.Group.Id, table => table with
        {
            Shape = table.Shape with { StreamSpecification = new(false) },
        });
        Assert.Equal(1, world.Turn());
        Assert.Equal(new StreamSpecification(true, "NEW_AND_OLD_IMAGES"), world.Table(Us).Shape.StreamSpecification);
        Assert.Equal(0, world.Turn());
    }

    [Fact]
    public void A_node_that_has_learnt_of_indexes_is_told_what_it_did_not_understand()
    {
        var world = Settled(Us, Eu);
        GlobalSecondaryIndex index = new()
        {
            IndexName = "by-n",
            KeySchema = [new("n", "HASH")],
            Projection = new("ALL"),
        };
        world.Tables[0] = world.Tables[0] with
        {
            Spec = world.Tables[0].Spec with
            {
                AttributeDefinitions = [.. world.Tables[0].Spec.AttributeDefinitions, new("n", "N")],
                GlobalSecondaryIndexes = [index],
            },
        };
        Assert.Equal(2, world.Turn());
        world[Us].Change(world.Group.Id, table => table with
        {
            Shape = table.Shape with { GlobalSecondaryIndexes = null },
        });
        Assert.Equal(0, world.Turn());

        world[Us].Change(world.Group.Id, table => table with
        {
            Shape = table.Shape with { GlobalSecondaryIndexes = [] },
        });
        Assert.Equal(1, world.Turn());
        Assert.Equal("by-n", Assert.Single(world.Table(Us).Shape.GlobalSecondaryIndexes!).IndexName);
        Assert.Equal(0, world.Turn());
    }

    [Fact]
    public void A_paused_table_stays_as_it_is_and_follows_what_was_asked_meanwhile_afterwards()
    {
        var world = Settled(Us, Eu, Ap);
        var before = world.Group.Epoch;
        Pause(world, Us);
        world.Settle();

        Assert.Equal(before, world.Group.Epoch);
        Assert.Equal(3, world.Table(Us).Members.Count);

        world.Declare(Us, Eu);
        world.Settle();
        Assert.Equal($"{Ap}:Leaving {Eu}:Active {Us}:Active", world.Members());
    }

    [Fact]
    public void A_table_that_is_paused_from_the_start_is_not_made()
    {
        var world = new FakeWorld(Us);
        Pause(world, Us);

        world.Settle();

        Assert.Empty(world.Memory.Groups);
        Assert.Empty(world[Us].Tables);
    }

    [Fact]
    public void A_protected_replica_stays_though_it_is_not_declared_any_more()
    {
        var world = new FakeWorld(Us, Eu);
        world.Tables.Add(Products(Us) with
        {
            Spec = Products(Us).Spec with
            {
                Replicas = [new Replica(Us), new Replica(Eu) { DeletionProtectionEnabled = true }],
            },
        });
        world.Settle();
        world.Declare(Us);

        world.Settle();

        Assert.Equal($"{Eu}:Active {Us}:Active", world.Members());
        Assert.Equal(NoteReasons.ReplicaProtected, Assert.Single(world.Notes).Reason);

        world.Declare(Us, Eu);
        world.Settle();
        world.Declare(Us);
        world.Settle();
        Assert.Equal($"{Eu}:Leaving {Us}:Active", world.Members());
    }

    [Fact]
    public void A_region_that_is_lost_leaves_only_by_force()
    {
        var world = Settled(Us, Eu, Ap);
        world[Eu].IsReachable = false;
        world.Declare(Us, Ap);
        world.Settle();
        Assert.Equal(3, world.Group.Members.Count);
        Assert.Equal(NoteReasons.RegionUnreachable, Assert.Single(world.Notes).Reason);

        world.ForcedOut.Add(Eu);
        Assert.Equal(2, world.Turn());

        Assert.Equal($"{Ap}:Active {Us}:Active", world.Members());
        Assert.Contains("eu-west-1 was removed by force", world.Notes[0].Message);
        Assert.Equal(NoteReasons.ReplicaReconciling, world.Notes[1].Reason);
        Assert.Equal([Ap, Us], world.Table(Us).Members);

        world[Eu].IsReachable = true;
        world.Settle();
        Assert.False(world.Table(Eu).IsDeclared);
        Assert.Empty(world.Group.Removals);
    }

    [Fact]
    public void A_region_lost_in_the_middle_of_a_change_does_not_hold_up_its_own_removal()
    {
        var world = Settled(Us, Eu);
        world[Eu].IsReachable = false;
        world.Declare(Us, Eu, Ap);
        world.Settle();
        Assert.Equal($"{Ap}:Joining {Eu}:Active {Us}:Active", world.Members());
        world.Declare(Us, Ap);
        world.ForcedOut.Add(Eu);

        world.Settle();

        Assert.Equal($"{Ap}:Joining {Us}:Active", world.Members());
    }

    [Fact]
    public void Force_means_nothing_for_a_region_that_answers_or_is_wanted()
    {
        var world = Settled(Us, Eu);
        world.ForcedOut.Add(Eu);
        world[Eu].IsReachable = false;
        world.Settle();
        Assert.Equal(2, world.Group.Members.Count);

        world[Eu].IsReachable = true;
        world.Declare(Us);
        world.Settle();
        Assert.Equal($"{Eu}:Leaving {Us}:Active", world.Members());
    }

    [Fact]
    public void The_last_complete_copy_is_not_removed_by_force()
    {
        var world = Settled(Us);
        world.Declare(Us, Eu);
        world.Settle();
        world[Us].IsReachable = false;
        world.Declare(Eu);
        world.ForcedOut.Add(Us);

        world.Settle();

        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
    }

    [Fact]
    public void A_deleted_object_detaches_its_regions_and_made_again_finds_the_table()
    {
        var world = Settled(Us, Eu);
        world.AdoptsOwnOnly = true;
        var log = world.Table(Eu).Log;
        var group = world.Group.Id;
        Delete(world);
        world.Settle();

        Assert.Empty(world.Memory.Groups);
        Assert.All(new[] { Us, Eu }, region => Assert.False(world.Table(region).IsDeclared));

        world.DeletedGroups.Clear();
        world.Declare(Eu, Us);
        world.Settle();

        Assert.Equal(log, world.Table(Eu).Log);
        Assert.Equal("ACTIVE", world.Table(Eu).Status);
        Assert.Equal($"{Eu}:Active {Us}:Joining", world.Members());
        Assert.Equal(group, world.Group.Replaces);
    }

    [Fact]
    public void Another_object_takes_such_a_table_over_only_where_it_may()
    {
        var world = Settled(Us, Eu);
        world.AdoptsOwnOnly = true;
        Delete(world);
        world.Settle();
        world.DeletedGroups.Clear();
        world.Tables.Add(Products(Us, Eu) with { Metadata = new ResourceMetadata("other", "shop") });

        world.Settle();
        var note = Assert.Single(world.Notes);
        Assert.Equal(NoteReasons.TableNameTaken, note.Reason);
        Assert.Contains("which default/products declared", note.Message);

        world.AdoptsOwnOnly = false;
        world.Settle();
        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
        Assert.Equal("shop/other", world.Table(Us).DeclaredBy);
    }

    [Fact]
    public void A_deletion_is_not_held_up_by_a_dead_region_which_hears_of_it_when_it_is_back()
    {
        var world = Settled(Us, Eu);
        world[Eu].IsReachable = false;
        Delete(world);
        world.Settle();

        Assert.False(world.Table(Us).IsDeclared);
        Assert.Equal(Eu, Assert.Single(world.Group.Removals).Region);

        world.DeletedGroups.Clear();
        world.Declare(Us, Eu);
        world.Settle();
        Assert.Contains("gone from eu-west-1", Assert.Single(world.Notes).Message);

        world[Eu].IsReachable = true;
        world.Settle();
        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
    }

    [Fact]
    public void A_group_that_another_object_has_is_never_taken_over()
    {
        var world = Settled(Us, Eu);
        var group = world.Group.Id;
        world.Declare(Us);
        world.Settle();
        Assert.Equal($"{Eu}:Leaving {Us}:Active", world.Members());
        world.Tables.Add(Products(Eu) with { Metadata = new ResourceMetadata("thief", "lab") });

        world.Settle();

        Assert.Equal(group, world.Group.Id);
        Assert.Equal(NoteReasons.TableNameTaken, Assert.Single(world.Notes, note => note.Table.Name == "thief").Reason);
    }

    [Fact]
    public void A_former_copy_that_somebody_declares_by_now_stays()
    {
        var world = Settled(Us, Eu);
        Delete(world);
        world.Settle();
        world.DeletedGroups.Clear();
        world.Declare(Us);
        world.Tables.Add(Products(Eu) with { Metadata = new ResourceMetadata("other") });
        world.Settle();
        world.Tables[0] = Products(Us, Eu);

        world.Settle();

        Assert.Equal("default/other", world.Table(Eu).DeclaredBy);
        Assert.Contains(world.Notes, note => note.Message.Contains("another table of this name"));
    }

    [Fact]
    public void A_region_that_was_to_join_and_never_began_can_be_called_off()
    {
        var world = Settled(Us);
        world.LosesPushesTo.Add(Eu);
        world.Declare(Us, Eu);
        for (var turn = 0; turn < 5; turn++)
        {
            world.Turn();
        }

        Assert.Equal($"{Eu}:Joining {Us}:Active", world.Members());
        world.Declare(Us);
        world.Turn();
        Assert.Equal($"{Us}:Active", world.Members());

        world.LosesPushesTo.Clear();
        world.Settle();
        Assert.Empty(world[Eu].Tables);
        Assert.Empty(world.Group.Removals);
    }

    [Fact]
    public void A_removal_is_not_confirmed_by_a_region_that_has_yet_to_hear_of_the_table()
    {
        var world = new FakeWorld(Eu, Us);
        world.LosesPushesTo.Add(Eu);
        world.Declare(Us, Eu);
        world.Turn();
        Delete(world);
        world.Turn();
        world.Turn();

        Assert.Equal(Eu, Assert.Single(world.Group.Removals).Region);
    }

    [Fact]
    public void Protected_data_is_not_deleted_whatever_the_policy()
    {
        var world = new FakeWorld(Us, Eu);
        world.Tables.Add(Products(Us) with
        {
            Spec = Products(Us).Spec with
            {
                DeletionPolicy = DeletionPolicy.Delete,
                Replicas = [new Replica(Us) { DeletionProtectionEnabled = true }, new Replica(Eu)],
            },
        });
        world.Settle();
        Delete(world);

        world.Settle();

        Assert.False(world.Table(Us).IsDeclared);
        Assert.Empty(world[Eu].Tables);
    }

    [Fact]
    public void A_replica_in_a_region_that_nobody_makes_is_refused()
    {
        var world = Settled(Us);
        world.Rules = new RequestRules { MakesRegions = false };
        world[Us].Ask(Request(world, ControlRequestKind.CreateReplica, "eu-wst-1"));

        world.Settle();

        Assert.Contains("There is no region eu-wst-1 here", Assert.Single(world.Settled).Refusal);
        Assert.Equal([Us], Assert.Single(world.Tables).Regions());
    }

    [Fact]
    public void An_edit_that_somebody_undid_is_not_made_again()
    {
        var world = Settled(Us);
        world.Rules = new RequestRules { Written = new HashSet<string> { "1" } };
        world[Us].Ask(Request(world, ControlRequestKind.CreateReplica, Eu));

        world.Settle();

        Assert.Contains("undone", Assert.Single(world.Settled).Refusal);
        Assert.Equal([Us], Assert.Single(world.Tables).Regions());
    }

    [Fact]
    public void A_region_cannot_end_a_table_by_asking_for_another_region_s_removal()
    {
        var world = new FakeWorld(Eu, Us);
        world.Tables.Add(Products(Us, Eu) with { Metadata = new ResourceMetadata("products", "api") });
        world.Settle();
        world.Tables[0] = Products(Us) with { Metadata = new ResourceMetadata("products", "api") };
        world.Settle();
        world[Eu].Ask(Request(world, ControlRequestKind.DeleteReplica, Us));

        world.Settle();

        Assert.Contains("last region", Assert.Single(world.Settled).Refusal);
        Assert.Single(world.Tables);
    }

    [Fact]
    public void A_thousand_tables_are_planned_in_a_moment()
    {
        var world = new FakeWorld(Us, Eu, Ap);
        world.Tables.AddRange(Enumerable.Range(0, 1000).Select(number => Products(Us, Eu, Ap) with
        {
            Metadata = new ResourceMetadata($"products-{number}"),
            Spec = Products(Us, Eu, Ap).Spec with { TableName = $"Products{number}" },
        }));
        world.Settle();
        var began = TimeProvider.System.GetTimestamp();

        Assert.Equal(0, world.Turn());

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    static ControlRequest Request(FakeWorld world, ControlRequestKind kind, string region) => new()
    {
        Id = "1",
        GroupId = world.Group.Id,
        TableName = "Products",
        Kind = kind,
        ReplicaRegion = region,
    };

    [Fact]
    public void A_request_in_a_region_that_has_left_is_not_one_about_the_table_that_it_left()
    {
        var world = Settled(Us, Eu);
        world.Declare(Us);
        world.Settle();
        world.BeginDrain(Eu);
        world.Hear(Us, Eu);
        world.Settle();
        var copy = world.Table(Eu);
        world[Eu].Ask(new ControlRequest
        {
            Id = "1",
            GroupId = copy.GroupId,
            TableName = "Products",
            Kind = ControlRequestKind.CreateReplica,
            ReplicaRegion = Us,
        });

        world.Settle();

        Assert.Contains("already existed as tables", Assert.Single(world.Settled).Refusal);
        Assert.Equal([Us], Assert.Single(world.Tables).Regions());
        Assert.Empty(world[Eu].Status!.Requests);
    }

    [Fact]
    public void A_protected_replica_is_not_removed_through_the_API()
    {
        var world = new FakeWorld(Us, Eu);
        world.Tables.Add(Products(Us) with
        {
            Spec = Products(Us).Spec with
            {
                Replicas = [new Replica(Us), new Replica(Eu) { DeletionProtectionEnabled = true }],
            },
        });
        world.Settle();
        world[Us].Ask(new ControlRequest
        {
            Id = "1",
            GroupId = world.Group.Id,
            TableName = "Products",
            Kind = ControlRequestKind.DeleteReplica,
            ReplicaRegion = Eu,
        });

        world.Settle();

        Assert.Contains("deletion protection", Assert.Single(world.Settled).Refusal);
        Assert.Equal(2, Assert.Single(world.Tables).Spec.Replicas.Count);
    }

    static FakeWorld Settled(params string[] regions)
    {
        var world = new FakeWorld(Ap, Eu, Us);
        world.Declare(regions);
        world.Settle();
        Assert.Empty(world.Notes);
        return world;
    }

    static void Pause(FakeWorld world, params string[] regions)
    {
        world.Tables.Clear();
        world.Tables.Add(Products(regions) with { Spec = Products(regions).Spec with { Paused = true } });
    }

    static void Delete(FakeWorld world)
    {
        world.DeletedGroups.Add(world.Group.Id);
        world.Tables.Clear();
    }
}
