using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;
using static GlobalTables.RegionNode.Tests.Storage.ForeignWrites;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class StreamRecorderTests : IDisposable
{
    const string One = """{"p":{"S":"p"},"s":{"S":"a"},"v":{"N":"1"}}""";
    const string Two = """{"p":{"S":"p"},"s":{"S":"a"},"v":{"N":"2"}}""";
    const string TwoTurned = """{"v":{"N":"2"},"p":{"S":"p"},"s":{"S":"a"}}""";

    readonly TestVolume volume = new();

    static ItemKey Key => TestVolume.Key("p", "a");

    public void Dispose() => volume.Dispose();

    [Theory]
    [InlineData("KeysOnly", "Insert a [] []", "Modify a [] []", "Remove a [] []")]
    [InlineData("NewImage", $"Insert a [] [{One}]", $"Modify a [] [{Two}]", "Remove a [] []")]
    [InlineData("OldImage", "Insert a [] []", $"Modify a [{One}] []", $"Remove a [{Two}] []")]
    [InlineData("NewAndOldImages", $"Insert a [] [{One}]", $"Modify a [{One}] [{Two}]", $"Remove a [{Two}] []")]
    public void The_view_says_what_is_kept_of_a_change(string view, string insert, string modify, string remove)
    {
        var table = Table(Enum.Parse<StreamView>(view));
        volume.Put(table, Key, One, size: 5);
        volume.Put(table, Key, Two, size: 7);
        volume.Delete(table, Key);
        Assert.Equal([insert, modify, remove], Texts(table));
        var (keepsOld, keepsNew) = (view is "OldImage" or "NewAndOldImages", view is "NewImage" or "NewAndOldImages");
        Assert.Equal(
            [keepsNew ? 5 : 0, (keepsOld ? 5 : 0) + (keepsNew ? 7 : 0), keepsOld ? 7 : 0],
            Changes(table).Select(change => change.Size));
    }

    [Fact]
    public void What_changes_nothing_makes_no_record()
    {
        var table = Table();
        volume.Delete(table, Key);
        volume.Put(table, Key, Two);
        volume.Put(table, Key, Two);
        volume.Put(table, Key, TwoTurned);
        volume.Delete(table, Key);
        volume.Delete(table, Key);
        Assert.Equal([$"Insert a [] [{Two}]", $"Remove a [{TwoTurned}] []"], Texts(table));
    }

    [Fact]
    public void A_table_without_a_stream_has_no_records()
    {
        var table = volume.CreateTable();
        volume.Put(table, Key, One);
        Assert.Null(table.LatestStream);
        Assert.Equal(0, Count("stream_record"));
    }

    [Fact]
    public void A_record_of_another_region_is_recorded_if_it_wins_and_only_once()
    {
        var table = Table();
        var foreign = new ForeignWrites(volume, table);
        var winner = foreign.Record(UsLog, 2, "a", One, ms: 50);
        Assert.Equal(MergeOutcome.Applied, foreign.Apply(winner));
        Assert.Equal(MergeOutcome.Duplicate, foreign.Apply(winner));
        foreign.Apply(foreign.Record(ApLog, 1, "a", Two, ms: 20));
        foreign.Apply(foreign.Record(ApLog, 2, "a", One, ms: 70));
        foreign.Apply(foreign.Record(ApLog, 3, "a", "", ms: 80));
        foreign.Apply(foreign.Record(UsLog, 3, "a", "", ms: 90));
        Assert.Equal([$"Insert a [] [{One}]", $"Remove a [{One}] []"], Texts(table));
    }

    [Fact]
    public void An_expiry_is_marked_where_it_was_found_and_not_where_it_arrives()
    {
        var table = Table();
        volume.Put(table, Key, One);
        volume.Run(transaction =>
        {
            transaction.Expire(table, Key);
            return true;
        });
        var foreign = new ForeignWrites(volume, table);
        foreign.Apply(foreign.Record(UsLog, 1, "b", Two, ms: 10));
        foreign.Apply(foreign.Record(UsLog, 2, "b", "", ms: 20, flags: RowFlags.Expiry));
        Assert.Equal(
            [$"Insert a [] [{One}]", $"Remove a [{One}] [] expired", $"Insert b [] [{Two}]", $"Remove b [{Two}] []"],
            Texts(table));
    }

    [Fact]
    public void A_damaged_row_that_is_put_right_is_no_change_and_a_lost_one_is_told_again()
    {
        var table = Table();
        var foreign = new ForeignWrites(volume, table);
        var record = foreign.Record(UsLog, 1, "a", One, ms: 10);
        foreign.Apply(record);
        Sql("UPDATE item SET json = 'not what it was'");
        Repair(table, record);
        Assert.Equal(One, volume.Get(table, Key));
        Assert.Equal([$"Insert a [] [{One}]"], Texts(table));

        Sql("DELETE FROM item");
        Repair(table, record);
        Assert.Equal([$"Insert a [] [{One}]", $"Insert a [] [{One}]"], Texts(table));
    }

    [Fact]
    public void Work_that_fails_leaves_no_record_and_the_work_beside_it_does()
    {
        var table = Table();
        volume.Put(table, Key, One);
        var kept = volume.Now.Queue.RunAsync(
            transaction =>
            {
                transaction.Put(table, Key, TestVolume.Json(Two), 10);
                return true;
            },
            CancellationToken.None);
        var failed = volume.Now.Queue.RunAsync<bool>(
            transaction =>
            {
                transaction.Delete(table, Key);
                throw DynamoException.ResourceNotFound();
            },
            CancellationToken.None);
        volume.Commit();
        Assert.True(kept.IsCompletedSuccessfully);
        Assert.True(failed.IsFaulted);
        Assert.Equal([$"Insert a [] [{One}]", $"Modify a [{One}] [{Two}]"], Texts(table));
        var sequences = Changes(table).Select(change => change.Sequence).ToList();
        Assert.Equal(sequences[0] + 1, sequences[1]);
    }

    [Fact]
    public void Sequences_go_on_after_a_restart()
    {
        var table = Table();
        volume.Put(table, Key, One);
        volume.Crash();
        table = volume.Catalog.Find("products")!;
        volume.Put(table, Key, Two);
        var sequences = Changes(table).Select(change => change.Sequence).ToList();
        Assert.Equal(2, sequences.Count);
        Assert.Equal(sequences[0] + 1, sequences[1]);
    }

    [Fact]
    public void A_shard_is_followed_by_a_child_after_four_hours()
    {
        var table = Table();
        volume.Put(table, Key, One);
        var parent = Assert.Single(Shards(table));
        volume.Time.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMilliseconds(1));
        volume.Delete(table, Key);
        Assert.Null(Assert.Single(Shards(table)).Last);
        volume.Time.Advance(TimeSpan.FromMilliseconds(1));
        volume.Put(table, Key, Two);

        var shards = Shards(table);
        Assert.Equal([parent.Id, shards[1].Id], shards.Select(shard => shard.Id));
        Assert.Equal(parent.Id, shards[1].ParentId);
        Assert.Equal(parent.First + 2, shards[0].Last);
        Assert.Null(shards[1].Last);
        var stream = table.LatestStream!;
        Assert.Null(volume.Now.Streams.Read(stream, parent.Number, 0, 1000).Next);
        Assert.NotNull(volume.Now.Streams.Read(stream, parent.Number, 0, 1).Next);
        Assert.NotNull(volume.Now.Streams.Read(stream, shards[1].Number, 0, 1000).Next);
        Assert.Equal(3, Changes(table).Count);
    }

    [Fact]
    public void A_page_has_a_megabyte_and_at_least_one_record()
    {
        var table = Table(StreamView.NewImage);
        for (var i = 0; i < 5; i++)
        {
            volume.Put(table, TestVolume.Key("p", $"{i}"), One, size: 400_000);
        }

        volume.Put(table, TestVolume.Key("p", "large"), One, size: 2_000_000);
        var stream = table.LatestStream!;
        var shard = Shards(table)[0].Number;
        var counts = new List<int>();
        var from = 0L;
        while (volume.Now.Streams.Read(stream, shard, from, 1000) is { Changes.Count: > 0 } page)
        {
            counts.Add(page.Changes.Count);
            from = page.Next!.Value;
        }

        Assert.Equal([2, 2, 1, 1], counts);
    }

    void Repair(TableEntry table, ChangeRecord record) =>
        volume.Run(transaction => transaction.Repair(table.Number, record));

    TableEntry Table(StreamView view = StreamView.NewAndOldImages) => volume.Run(transaction =>
        volume.Catalog.Create(transaction, TestVolume.Definition("products") with { Stream = view }));

    List<StreamChange> Changes(TableEntry table) => volume.Now.Streams.All(table.LatestStream!);

    IEnumerable<string> Texts(TableEntry table) => Changes(table).Select(change => change.Text());

    IReadOnlyList<StreamShard> Shards(TableEntry table) =>
        volume.Now.Streams.Describe(table.Name, table.LatestStream!.Label)!.Value.Shards;

    void Sql(string statement) => volume.Run(transaction =>
    {
        transaction.Changed();
        transaction.Session.Execute(statement);
        return true;
    });

    long Count(string rows) => volume.Run(transaction =>
    {
        var select = transaction.Session.Prepare(string.Intern($"SELECT count(*) FROM {rows}"));
        Assert.True(select.Step());
        var count = select.Int64(0);
        select.Reset();
        return count;
    });
}
