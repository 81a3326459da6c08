using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class FeedSourceTests : IDisposable
{
    const long ReaderLog = 7;

    readonly TestVolume volume = new(bounds: new(Records: 1, Bytes: 1000, Rows: 10));
    readonly TableEntry table;
    readonly FeedSource source;

    public FeedSourceTests()
    {
        table = volume.CreateTable();
        SetMembers(TableState.Active, ReaderLog);
        source = new("us", volume.Now, volume.Time);
    }

    public void Dispose()
    {
        source.Dispose();
        volume.Dispose();
    }

    [Fact]
    public void A_member_is_served_from_its_cursor_on()
    {
        Put("a", "b", "c");
        source.Receive(Ask(from: 1));
        Assert.Equal((1, 2, false), Batch());
        Assert.Equal((2, 3, true), Batch());
        Assert.Null(source.Next());
        Put("d");
        Assert.Equal((3, 4, true), Batch());
    }

    [Fact]
    public void No_more_is_sent_than_the_window_until_it_is_acknowledged()
    {
        Put("a", "b", "c");
        source.Receive(Ask(from: 0) with { Window = 1 });
        Assert.Equal((0, 1, false), Batch());
        Assert.Null(source.Next());
        source.Receive(new ReaderMessage.Acknowledge(table.GroupId, 2, VersionVector.Empty));
        Assert.Null(source.Next());
        source.Receive(new ReaderMessage.Acknowledge(table.GroupId, 1, VersionVector.Empty));
        Assert.Equal((1, 2, false), Batch());
        Assert.Null(source.Next());
    }

    [Theory]
    [InlineData("stranger", "does not know stranger as a replica of products")]
    [InlineData("us", "does not know us as a replica of products", 8L)]
    [InlineData("us", "writes to another log of products than us was told", ReaderLog, 99L)]
    [InlineData("us", "does not have the table", ReaderLog, null, "another group")]
    public void Who_is_not_in_the_epoch_under_its_log_is_refused(
        string reader, string reason, long readerLog = ReaderLog, long? sourceLog = null, string? group = null)
    {
        using var refusing = new FeedSource(reader, volume.Now, volume.Time);
        refusing.Receive(Ask(from: 0) with
        {
            ReaderLog = readerLog,
            SourceLog = sourceLog ?? table.Log,
            GroupId = group ?? table.GroupId,
        });
        Assert.Contains(reason, Refusal(refusing).Reason, StringComparison.Ordinal);
        Assert.Null(refusing.Next());
    }

    [Fact]
    public void Who_has_read_another_log_under_this_id_is_given_nothing_to_compare_with_either()
    {
        Put("a");
        source.Receive(Ask(from: 5));
        Assert.Contains("is not the one that us has read", Refusal(source).Reason, StringComparison.Ordinal);
        var compare = new ReaderMessage.Compare(table.GroupId, -1, table.Log, ReaderLog, null, []);
        source.Receive(compare);
        Assert.Contains("nothing to compare with", Refusal(source).Reason, StringComparison.Ordinal);
        source.Receive(Ask(from: 1));
        Assert.Equal((1, 1, true), Batch());
        source.Receive(compare);
        Assert.IsType<SourceMessage.Compared>(source.Next());
    }

    [Fact]
    public void A_reader_that_leaves_the_group_in_the_middle_is_refused_from_then_on()
    {
        Put("a", "b", "c");
        source.Receive(Ask(from: 0));
        Assert.Equal((0, 1, false), Batch());
        SetMembers(TableState.Active, readerLog: 8);
        Assert.Contains("does not know us", Refusal(source).Reason, StringComparison.Ordinal);
        Assert.Null(source.Next());
    }

    [Fact]
    public void A_region_that_is_itself_being_filled_gives_what_it_has()
    {
        SetMembers(TableState.Creating, ReaderLog);
        source.Receive(Ask(from: null));
        Assert.Empty(Assert.IsType<SourceMessage.Chunk>(source.Next()).Difference.Records);
        source.Receive(Ask(from: 0));
        Assert.Equal((0, 0, true), Batch());
    }

    [Fact]
    public void A_reader_that_is_ahead_of_a_restored_source_is_refused_with_the_reason()
    {
        Put("a");
        source.Receive(Ask(from: 5));
        Assert.Contains(
            "the volume of eu-west-1 was restored to an earlier state, and begins anew",
            Refusal(source).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_tells_how_long_its_oldest_record_has_waited()
    {
        source.Receive(Ask(from: 0));
        Assert.NotNull(source.Next());
        Put("a");
        volume.Time.Advance(TimeSpan.FromMilliseconds(70));
        Put("b");
        volume.Time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Equal(100, Assert.IsType<SourceMessage.Batch>(source.Next()).Age.TotalMilliseconds);
        Assert.Equal(100, Assert.IsType<SourceMessage.Batch>(source.Next()).Age.TotalMilliseconds);
        Assert.Null(source.Next());
    }

    [Fact]
    public void A_heartbeat_tells_the_heads_of_what_is_read_and_returns_the_last_probe()
    {
        Assert.Equal((null, TimeSpan.Zero), (source.Heartbeat().ProbeSentAt, source.Heartbeat().ProbeHeld));
        Put("a", "b");
        source.Receive(Ask(from: 0) with { Window = 1 });
        Assert.NotNull(source.Next());
        Put("c");
        source.Receive(new ReaderMessage.Probe(4711));
        volume.Time.Advance(TimeSpan.FromMilliseconds(300));
        var heartbeat = source.Heartbeat();
        Assert.Equal((4711, TimeSpan.FromMilliseconds(300)), (heartbeat.ProbeSentAt, heartbeat.ProbeHeld));
        Assert.Equal((table.GroupId, 3L), heartbeat.Heads.Select(head => (head.GroupId, head.Head)).Single());
        Assert.Equal(volume.Time.GetUtcNow(), heartbeat.WallTime);
    }

    [Fact]
    public void A_heartbeat_before_the_first_batch_does_not_pretend_that_there_is_nothing_to_read()
    {
        Put("a", "b");
        source.Receive(Ask(from: 0));
        Assert.Empty(source.Heartbeat().Heads);
    }

    [Fact]
    public void What_a_reader_reports_is_what_the_catalog_shows()
    {
        source.Receive(new ReaderMessage.Report(table.GroupId, TableState.Creating, 30));
        Assert.Equal(
            new ReplicaView("us", TableState.Creating, 30), Assert.Single(volume.Catalog.Find("products")!.Replicas));
    }

    static SourceMessage.Refusal Refusal(FeedSource from) => Assert.IsType<SourceMessage.Refusal>(from.Next());

    ReaderMessage.Ask Ask(long? from) => new(table.GroupId, 1, table.Log, ReaderLog, from, VersionVector.Empty, 8);

    (long From, long UpTo, bool IsComplete) Batch()
    {
        var feed = Assert.IsType<SourceMessage.Batch>(source.Next()).Feed;
        return (feed.From, feed.UpTo, feed.IsComplete);
    }

    void SetMembers(TableState state, long readerLog) => volume.Run(transaction => volume.Catalog.Store(
        transaction,
        volume.Catalog.Present(table) with
        {
            State = state,
            MembershipEpoch = 1,
            Members =
            [
                new("eu-west-1", table.Log, MemberState.Active),
                new("us", readerLog, MemberState.Active),
            ],
        }));

    void Put(params string[] keys)
    {
        foreach (var key in keys)
        {
            volume.Put(table, TestVolume.Key("p", key), "{}");
        }
    }
}
