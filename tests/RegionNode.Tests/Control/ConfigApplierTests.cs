using System.Text.Json;
using GlobalTables.Contracts;
using GlobalTables.RegionNode.Control;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tests.Storage;
using MemberState = GlobalTables.Contracts.MemberState;
using TableState = GlobalTables.RegionNode.Storage.TableState;

namespace GlobalTables.RegionNode.Tests.Control;

public sealed class ConfigApplierTests : IDisposable
{
    const string Group = "group-1";

    readonly TestVolume volume = new(hasWriter: true);
    readonly ConfigApplier applier;
    long epoch;

    public ConfigApplierTests() => applier = new(volume.Now, new(new Random(4)), volume.Time);

    TableEntry? Table => volume.Catalog.ByGroup(Group);

    public void Dispose() => volume.Dispose();

    [Theory]
    [InlineData(MemberState.Active, false, "Active")]
    [InlineData(MemberState.Joining, false, "Creating")]
    [InlineData(MemberState.Joining, true, "Creating")]
    [InlineData(MemberState.Active, true, "Creating")]
    public async Task A_founding_region_is_active_at_once_and_one_that_joins_or_lost_its_volume_is_filled(
        MemberState own, bool hasLog, string state)
    {
        Assert.Null(await ApplyAsync(Config(Declared(own, hasLog ? 99 : null))));
        var table = Table!;
        Assert.Equal(state, table.State.ToString());
        Assert.True(table.IsDeclared);
        Assert.NotEqual(99, table.Log);
        Assert.Equal(["eu-west-1", "us-east-1"], table.Members.Select(member => member.Region));
        Assert.Equal("http://127.0.0.1:8101", volume.Now.Peers.Addresses["us-east-1"]);
        volume.Reopen();
        Assert.Equal(state, Table!.State.ToString());
    }

    [Fact]
    public async Task A_config_is_taken_by_its_epoch_and_says_why_it_is_not()
    {
        var first = Config(Declared(MemberState.Active)) with { Epoch = 5 };
        Assert.Null(await ApplyAsync(first));
        Assert.Null(await ApplyAsync(first));
        Assert.Contains("Config epoch 4 is below 5", await ApplyAsync(first with { Epoch = 4 }), Ordinal);
        Assert.Contains("second control plane", await ApplyAsync(first with { Tables = [] }), Ordinal);
        Assert.Contains("is for us-east-1", await ApplyAsync(first with { Region = "us-east-1", Epoch = 9 }), Ordinal);
        Assert.Contains("at least 1", await ApplyAsync(first with { Epoch = 0 }), Ordinal);
        Assert.Equal(5, volume.Now.Config.Epoch);
    }

    [Fact]
    public async Task A_config_that_is_no_config_changes_nothing_at_all()
    {
        var good = Declared(MemberState.Active);
        var bad = good with { GroupId = "group-2", Shape = Shape("other") with { BillingMode = "FREE" } };
        await Assert.ThrowsAsync<FormatException>(() => ApplyAsync(Config(good, bad)));
        Assert.Empty(volume.Catalog.All);
        Assert.Equal(0, volume.Now.Config.Epoch);
    }

    [Fact]
    public async Task Omission_changes_nothing()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        var before = Table!;
        await ApplyAsync(Config() with { Peers = [] });
        Assert.Equal(before with { Members = [], Replicas = [] }, Table! with { Members = [], Replicas = [] });
        Assert.Equal(before.Members, Table!.Members);
        Assert.Equal("http://127.0.0.1:8101", volume.Now.Peers.Addresses["us-east-1"]);
    }

    [Fact]
    public async Task A_declared_table_takes_the_shape_and_the_members_but_not_those_of_an_older_membership()
    {
        await ApplyAsync(Config(Declared(MemberState.Active) with { MembershipEpoch = 3 }));
        var changed = Declared(MemberState.Active) with { Shape = Shape("products") with { DeletionProtectionEnabled = true } };
        await ApplyAsync(Config(changed with { MembershipEpoch = 2, Members = [] }));
        Assert.True(Table!.Definition.IsDeletionProtected);
        Assert.Equal((3, 2), (Table!.MembershipEpoch, Table!.Members.Count));
        await ApplyAsync(Config(changed with { MembershipEpoch = 4, Members = [changed.Members[0]] }));
        Assert.Equal((4, 1), (Table!.MembershipEpoch, Table!.Members.Count));
    }

    [Fact]
    public async Task A_declared_table_takes_its_time_to_live_and_tells_it()
    {
        var declared = Declared(MemberState.Active);
        var on = declared.Shape with { TimeToLive = new("ends", Enabled: true) };
        await ApplyAsync(Config(declared with { Shape = on }));
        Assert.Equal("ends", Table!.Definition.TimeToLiveAttribute);
        Assert.Equal(on.TimeToLive, Shapes.From(Table!.Definition).TimeToLive);
        await ApplyAsync(Config(declared with { Shape = on with { TimeToLive = new("ends", Enabled: false) } }));
        Assert.Null(Table!.Definition.TimeToLiveAttribute);
        Assert.Null(Shapes.From(Table!.Definition).TimeToLive);
    }

    [Fact]
    public async Task The_stream_is_as_declared_and_stays_where_the_control_plane_says_nothing_of_streams()
    {
        var declared = Declared(MemberState.Active);
        await ApplyAsync(Config(declared));
        Assert.Null(Table!.LatestStream);

        await ApplyAsync(Config(With(new(true, "KEYS_ONLY"))));
        var first = Table!.LatestStream!;
        Assert.Equal((StreamView.KeysOnly, true), (first.View, first.IsOpen));
        await ApplyAsync(Config(declared));
        await ApplyAsync(Config(With(new(true, "KEYS_ONLY"))));
        Assert.Equal(first, Table!.LatestStream);

        await ApplyAsync(Config(With(new(true, "NEW_AND_OLD_IMAGES"))));
        Assert.True(Table!.LatestStream is { IsOpen: true, View: StreamView.NewAndOldImages });
        Assert.NotEqual(first.Number, Table!.LatestStream!.Number);
        await ApplyAsync(Config(With(new(false))));
        Assert.False(Table!.LatestStream!.IsOpen);
        await Assert.ThrowsAsync<FormatException>(() => ApplyAsync(Config(With(new(true, "ALL")))));

        TableConfig With(Contracts.StreamSpecification stream) =>
            declared with { Shape = declared.Shape with { StreamSpecification = stream } };
    }

    [Fact]
    public async Task One_membership_epoch_has_one_membership()
    {
        var declared = Declared(MemberState.Active);
        await ApplyAsync(Config(declared));
        await ApplyAsync(Config(declared with { Members = [declared.Members[0]] }));
        Assert.Equal(2, Table!.Members.Count);
    }

    [Fact]
    public async Task A_table_for_other_regions_only_is_not_made_here()
    {
        await ApplyAsync(Config(Declared(MemberState.Active) with { Members = [new() { Region = "us-east-1", State = MemberState.Active }] }));
        Assert.Empty(volume.Catalog.All);
    }

    [Fact]
    public async Task Removal_keeps_the_copy_as_a_regional_table_or_deletes_it()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        volume.Put(Table!, TestVolume.Key("p"), "one");
        await ApplyAsync(Config() with { Removals = [new(Group, DeleteData: false)] });
        Assert.Null(Table);
        var regional = volume.Catalog.Find("products")!;
        Assert.Equal((Group, false, 0), (regional.LeftGroup, regional.IsDeclared, regional.Members.Count));
        Assert.Equal("one", volume.Get(regional, TestVolume.Key("p")));
        volume.Put(regional, TestVolume.Key("p"), "two");

        await ApplyAsync(Config() with { Removals = [new(Group, true), new(regional.GroupId, true)] });
        Assert.Null(volume.Catalog.Find("products"));
        Assert.Single(volume.Catalog.Deleted);
    }

    [Fact]
    public async Task A_copy_that_was_not_whole_does_not_stay_when_its_region_is_removed()
    {
        await ApplyAsync(Config(Declared(MemberState.Joining)));
        await ApplyAsync(Config() with { Removals = [new(Group, DeleteData: false)] });
        Assert.Null(volume.Catalog.Find("products"));
    }

    [Fact]
    public async Task A_region_that_joins_its_group_again_sets_its_old_copy_aside()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        volume.Put(Table!, TestVolume.Key("p"), "old");
        await ApplyAsync(Config() with { Removals = [new(Group, DeleteData: false)] });
        await ApplyAsync(Config(Declared(MemberState.Joining)));
        Assert.Equal(TableState.Creating, Table!.State);
        var aside = Assert.Single(volume.Catalog.All, table => table.Name != "products");
        Assert.Equal("products.aside-20260101000000", aside.Name);
        Assert.Equal("old", volume.Get(aside, TestVolume.Key("p")));
        Assert.Empty(applier.Problems());
    }

    [Fact]
    public async Task A_copy_of_the_group_that_the_table_replaces_makes_room_too()
    {
        await ApplyAsync(Config(Declared(MemberState.Active) with { DeclaredBy = "shop/products" }));
        await ApplyAsync(Config() with { Removals = [new(Group, DeleteData: false)] });
        var copy = Assert.Single(volume.Catalog.All);
        Assert.Equal("shop/products", copy.DeclaredBy);

        var again = Declared(MemberState.Joining) with { GroupId = "group-2", Replaces = Group };
        await ApplyAsync(Config(again with { Replaces = "group-0" }));
        Assert.Null(volume.Catalog.ByGroup("group-2"));
        Assert.Single(applier.Problems());

        await ApplyAsync(Config(again));
        Assert.Equal(TableState.Creating, volume.Catalog.ByGroup("group-2")!.State);
        Assert.Equal("products.aside-20260101000000", volume.Catalog.ByGroup(copy.GroupId)!.Name);
    }

    [Fact]
    public async Task A_member_of_a_former_group_that_never_heard_of_its_end_makes_room_too()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        volume.Put(Table!, TestVolume.Key("p"), "old");

        await ApplyAsync(Config(Declared(MemberState.Joining) with { GroupId = "group-2", Replaces = Group }));

        Assert.Equal(TableState.Creating, volume.Catalog.ByGroup("group-2")!.State);
        var aside = Assert.Single(volume.Catalog.All, table => table.Name != "products");
        Assert.Equal((false, 0), (aside.IsDeclared, aside.Members.Count));
        Assert.Equal("old", volume.Get(aside, TestVolume.Key("p")));
        Assert.Null(Table);
    }

    [Theory]
    [InlineData(MemberState.Joining, null, 2, true)]
    [InlineData(MemberState.Joining, null, 1, false)]
    [InlineData(MemberState.Joining, 5L, 2, false)]
    [InlineData(MemberState.Active, null, 2, false)]
    public async Task A_copy_of_a_former_membership_begins_anew(
        MemberState own, long? log, long membershipEpoch, bool beginsAnew)
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        volume.Put(Table!, TestVolume.Key("p"), "old");
        var former = Table!;

        await ApplyAsync(Config(Declared(own, log) with { MembershipEpoch = membershipEpoch }));
        Assert.Equal(beginsAnew, former.Log != Table!.Log);
        Assert.Equal(beginsAnew ? TableState.Creating : TableState.Active, Table.State);
    }

    [Theory]
    [InlineData(MemberState.Active, true)]
    [InlineData(MemberState.Leaving, true)]
    [InlineData(MemberState.Joining, false)]
    public async Task A_copy_that_is_listed_as_whole_and_is_not_begins_anew(MemberState other, bool beginsAnew)
    {
        await ApplyAsync(Config(Declared(MemberState.Joining)));
        var former = Table!;
        var whole = Declared(MemberState.Active, former.Log) with { MembershipEpoch = 2 };
        await ApplyAsync(Config(whole with { Members = [whole.Members[0], whole.Members[1] with { State = other }] }));
        Assert.Equal((beginsAnew, TableState.Creating), (Table!.Log != former.Log, Table.State));
    }

    [Fact]
    public async Task A_read_only_region_refuses_its_clients_and_takes_what_others_wrote()
    {
        var declared = Declared(MemberState.Active) with { IsReadOnly = true };
        var status = await StatusAfterAsync(Config(declared));
        Assert.True(Assert.Single(status.Tables).IsReadOnly);
        var refusal = Assert.Throws<DynamoException>(() => volume.Put(Table!, TestVolume.Key("p"), "one"));
        Assert.EndsWith("#AccessDeniedException", refusal.Type, Ordinal);
        Assert.Contains("Table products is read-only in eu-west-1", refusal.Message, Ordinal);
        volume.Reopen();
        Assert.Throws<DynamoException>(() => volume.Put(Table!, TestVolume.Key("p"), "one"));
    }

    [Fact]
    public async Task A_region_takes_writes_again_once_it_is_promoted_or_has_left()
    {
        var declared = Declared(MemberState.Active) with { IsReadOnly = true };
        await ApplyAsync(Config(declared));
        await ApplyAsync(Config(declared with { IsReadOnly = false }));
        volume.Put(Table!, TestVolume.Key("p"), "one");
        await ApplyAsync(Config(declared));
        await ApplyAsync(Config() with { Removals = [new(Group, DeleteData: false)] });
        volume.Put(Assert.Single(volume.Catalog.All), TestVolume.Key("p"), "two");
    }

    [Fact]
    public async Task Conflicts_are_kept_or_only_counted_as_the_table_is_declared_now()
    {
        var declared = Declared(MemberState.Active);
        Assert.False(Assert.Single((await StatusAfterAsync(Config(declared))).Tables).OmitsConflicts);
        var foreign = new ForeignWrites(volume, Table!);
        LoseOne(foreign, 1);
        Assert.Single(volume.Now.Conflicts.ReadAfter(Table!, 0, 9));

        var status = await StatusAfterAsync(Config(declared with { OmitsConflicts = true }));
        Assert.True(Assert.Single(status.Tables).OmitsConflicts);
        volume.Reopen();
        LoseOne(foreign, 2);
        while (await volume.Now.ConflictRetention.ReclaimOnceAsync(CancellationToken.None))
        {
        }

        Assert.Empty(volume.Now.Conflicts.ReadAfter(Table!, 0, 9));
        Assert.Equal([new("us-east-1", "eu-west-1", 2)], volume.Now.Conflicts.CountsOf(Table!));
    }

    [Fact]
    public async Task The_status_counts_conflicts_by_pair_of_regions()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        var foreign = new ForeignWrites(volume, Table!);
        LoseOne(foreign, 1);
        LoseOne(foreign, 2);
        foreign.Apply(foreign.Record(ForeignWrites.ApLog, 1, "k1", "{}", ms: 90));
        var table = Assert.Single((await StatusAfterAsync(Config())).Tables);
        Assert.Equal(
            [new ConflictStatus("eu-west-1", "ap-south-1", 1), new ConflictStatus("us-east-1", "eu-west-1", 2)],
            table.Conflicts);
    }

    [Fact]
    public async Task Keys_that_are_declared_otherwise_are_a_problem_and_change_nothing()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        var other = Declared(MemberState.Active) with
        {
            Shape = Shape("products") with { AttributeDefinitions = [new("p", "S"), new("s", "S")] },
        };
        var status = await StatusAfterAsync(Config(other));
        Assert.Contains("other keys", Assert.Single(status.Tables).Problem, Ordinal);
        Assert.Equal("N", Table!.Definition.Keys.Sort!.Type.ToString());
    }

    [Fact]
    public async Task Requests_of_a_table_that_has_left_are_forgotten()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        volume.Run(t => volume.Now.Requests.Add(t, Table!, new(RequestedChange.CreateReplica, "ap-south-1", null)));
        await ApplyAsync(Config() with { Removals = [new(Group, DeleteData: false)] });
        Assert.Empty(volume.Now.Requests.Pending);
    }

    [Fact]
    public async Task A_foreign_table_of_the_name_stays_and_the_status_says_so()
    {
        var foreign = volume.CreateTable();
        var status = await StatusAfterAsync(Config(Declared(MemberState.Active)));
        Assert.Equal(foreign.GroupId, volume.Catalog.Find("products")!.GroupId);
        Assert.Equal([foreign.GroupId, Group], status.Tables.Select(table => table.GroupId));
        Assert.Contains("already existed as tables", status.Tables[1].Problem, Ordinal);
        Assert.Null(status.Tables[0].Problem);

        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, foreign));
        status = await StatusAfterAsync(Config(Declared(MemberState.Active)));
        Assert.Equal(Group, Assert.Single(status.Tables).GroupId);
    }

    [Fact]
    public async Task Answers_settle_requests()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        volume.Run(t => volume.Now.Requests.Add(t, Table!, new(RequestedChange.CreateReplica, "ap-south-1", null)));
        var status = await StatusAfterAsync(Config());
        var request = Assert.Single(status.Requests);
        Assert.Equal(
            (Group, "products", ControlRequestKind.CreateReplica, "ap-south-1"),
            (request.GroupId, request.TableName, request.Kind, request.ReplicaRegion));
        status = await StatusAfterAsync(Config() with { Answers = [new(request.Id, "no such region")] });
        Assert.Empty(status.Requests);
        Assert.Equal("ACTIVE", Assert.Single(status.Tables).Status);
    }

    [Fact]
    public async Task The_status_tells_what_the_region_is()
    {
        await ApplyAsync(Config(Declared(MemberState.Active)));
        volume.Put(Table!, TestVolume.Key("p"), "one", 12);
        var status = await StatusAfterAsync(Config());
        var table = Assert.Single(status.Tables);
        Assert.Equal(("eu-west-1", volume.Now.Incarnation, epoch), (status.Region, status.Incarnation, status.ConfigEpoch));
        Assert.Equal(
            (Table!.Log, 1, 1, 12, "ACTIVE", true),
            (table.Log, table.Sequence, table.ItemCount, table.SizeBytes, table.Status, table.IsDeclared));
        Assert.Equal([new LogPosition(Table!.Log, 1)], table.Covered);
        Assert.Equal(["eu-west-1", "us-east-1"], table.Members);
        Assert.Equal(("us-east-1", SourceState.Disconnected, null), SourceOf(Assert.Single(table.Sources)));
        var shown = Shape("products") with
        {
            StreamSpecification = new(false),
            LocalSecondaryIndexes = [],
            GlobalSecondaryIndexes = [],
        };
        Assert.Equivalent(shown, table.Shape);
        Assert.Null(table.ProgressPercent);
    }

    const StringComparison Ordinal = StringComparison.Ordinal;

    static (string Region, SourceState State, long? LagMs) SourceOf(SourceStatus source) =>
        (source.Region, source.State, source.LagMs);

    static TableShape Shape(string name) => new()
    {
        TableName = name,
        AttributeDefinitions = [new("p", "S"), new("s", "N")],
        KeySchema = [new("p", "HASH"), new("s", "RANGE")],
        BillingMode = "PAY_PER_REQUEST",
    };

    static TableConfig Declared(MemberState own, long? log = null) => new()
    {
        GroupId = Group,
        Shape = Shape("products"),
        MembershipEpoch = 1,
        Members =
        [
            new() { Region = "eu-west-1", Log = log, State = own },
            new() { Region = "us-east-1", Log = 7, State = MemberState.Active },
        ],
    };

    RegionConfig Config(params TableConfig[] tables) => new()
    {
        Epoch = ++epoch,
        Region = "eu-west-1",
        Peers = [new("us-east-1", "http://127.0.0.1:8101")],
        Tables = tables,
    };

    void LoseOne(ForeignWrites foreign, int number)
    {
        volume.Put(Table!, TestVolume.Key("p", $"k{number}"), "{}");
        foreign.Apply(foreign.Record(ForeignWrites.UsLog, number, $"k{number}", "{}", ms: -5));
    }

    Task<string?> ApplyAsync(RegionConfig config) => applier.ApplyAsync(
        config, JsonSerializer.SerializeToUtf8Bytes(config, ContractJson.Default.RegionConfig), CancellationToken.None);

    async Task<RegionStatus> StatusAfterAsync(RegionConfig config)
    {
        Assert.Null(await ApplyAsync(config));
        var replication = new ReplicationService(volume.Now, volume.Time, TimeSpan.Zero);
        return new StatusReport(volume.Now, replication, applier, new(volume.Time)).Now();
    }
}
