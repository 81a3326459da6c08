using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tests.Versioning;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class PeerReaderTests : IDisposable
{
    readonly World world = new(3, new ReadBounds(Records: 2, Bytes: 1_000_000, Rows: 100)) { Keys = 50 };
    readonly WorldRegion a, b;

    public PeerReaderTests()
    {
        world.Found("a", "b");
        (a, b) = (world.Regions[0], world.Regions[1]);
    }

    SourceProgress Progress => a.Replication.ProgressOf(a.Table, "b")!;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Progress_goes_from_catching_up_to_streaming_and_tells_what_is_pending()
    {
        for (var i = 0; i < 10; i++)
        {
            world.Write(b);
        }

        var stream = world.Stream(a, b);
        stream.CarryOutbox();
        while (stream.DeliverToSource())
        {
        }

        Assert.True(stream.Serve());
        await stream.DeliverToReaderAsync();
        Assert.Equal(ReaderState.CatchingUp, Progress.State);
        Assert.Equal(b.Positions.Head - a.Positions.Cursors[b.Table.Log], Progress.PendingRecords);

        await world.CarryAllAsync(stream);
        Assert.Equal((ReaderState.Streaming, 0), (Progress.State, Progress.PendingRecords));
        world.Break(b);
        Assert.Equal((ReaderState.Disconnected, "broken by the test"), (Progress.State, Progress.LastError));
    }

    [Fact]
    public void A_reader_of_a_source_with_a_new_log_forgets_the_head_of_the_old_one()
    {
        var reader = new TableReader(a.Time);
        reader.Asked(new("group", 1, SourceLog: 5, ReaderLog: 6, 0, VersionVectorTests.Vector(""), 8), 0);
        reader.Heard(100);
        Assert.False(reader.IsComplete);
        reader.Failed("the source has lost its volume");
        reader.Asked(new("group", 2, SourceLog: 7, ReaderLog: 6, 0, VersionVectorTests.Vector(""), 8), 0);
        reader.Heard(0);
        Assert.True(reader.IsComplete);
        Assert.Equal(0, reader.Progress(true, false, null).PendingRecords);
    }

    [Fact]
    public async Task A_refusal_is_told_as_the_last_error_and_the_table_is_asked_for_again_after_a_while()
    {
        b.SetMembers(TableState.Active, 2, [new("b", b.Table.Log, MemberState.Active)]);
        var stream = world.Stream(a, b);
        await world.CarryAllAsync(stream);
        Assert.Contains("does not know a as a replica of products", Progress.LastError, StringComparison.Ordinal);

        world.SetMembers((a, MemberState.Active), (b, MemberState.Active));
        await world.CarryAllAsync(stream);
        Assert.NotNull(Progress.LastError);
        a.Time.Advance(ReplicationTimes.AskAgain);
        await world.CarryAllAsync(stream);
        Assert.Null(Progress.LastError);
    }

    [Fact]
    public async Task A_batch_of_a_region_that_has_left_is_not_taken_in()
    {
        b.Write("k", """{"v":{"S":"x"}}""");
        var stream = world.Stream(a, b);
        stream.CarryOutbox();
        while (stream.DeliverToSource())
        {
        }

        Assert.True(stream.Serve());
        var feed = Assert.IsType<SourceMessage.Batch>(WorldStream.Parse(stream.Sent[0], "b")).Feed;
        a.SetMembers(TableState.Active, 2, [new("a", a.Table.Log, MemberState.Active)]);
        await Assert.ThrowsAsync<ReplicationException>(() => a.Applier.ApplyAsync(a.Table, feed, default));
        Assert.Empty(a.Rows());

        a.SetMembers(TableState.Active, 3, [new("a", a.Table.Log, MemberState.Active), new("b", 9, MemberState.Active)]);
        await Assert.ThrowsAsync<ReplicationException>(() => a.Applier.ApplyAsync(a.Table, feed, default));
        Assert.Empty(a.Rows());
    }

    [Fact]
    public async Task A_damaged_record_is_not_taken_in()
    {
        b.Write("k", """{"v":{"S":"x"}}""");
        var feed = b.Volume.Changes.ReadFeed(b.Table, 0, VersionVectorTests.Vector(""));
        var damaged = feed with { Records = [feed.Records[0] with { Json = "{}"u8.ToArray() }] };
        var error = await Assert.ThrowsAsync<ReplicationException>(
            () => a.Applier.ApplyAsync(a.Table, damaged, default));
        Assert.Contains("came damaged from b", error.Message, StringComparison.Ordinal);
        Assert.Empty(a.Rows());
        Assert.Equal(0, a.Positions.Covered.Of(b.Table.Log));
    }

    [Fact]
    public async Task A_record_of_the_own_log_from_beyond_its_end_tells_that_the_volume_was_restored()
    {
        b.Write("k", """{"v":{"S":"x"}}""");
        var feed = b.Volume.Changes.ReadFeed(b.Table, 0, VersionVectorTests.Vector(""));
        var own = new LogName(a.Table.Log, "a");
        var vector = VersionVectorTests.Vector($"{own.Id}:9");
        var lost = feed.Records[0] with { Log = own.Id, LogRegion = "a", Sequence = 9, Vector = vector };
        var error = await Assert.ThrowsAsync<ReplicationException>(
            () => a.Applier.ApplyAsync(a.Table, feed with { Records = [lost], Logs = [own] }, default));
        Assert.Contains("this volume was restored to an earlier state", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, a.Positions.Covered.Of(b.Table.Log));
    }

    [Fact]
    public async Task A_chunk_adds_nothing_to_a_difference_that_was_asked_for_after_its_own()
    {
        b.Write("k", """{"v":{"S":"x"}}""");
        var chunk = b.Volume.Changes.ReadDifference(b.Table, null, VersionVector.Empty);
        var bootstrap = new Bootstrap(a.Volume.Catalog, a.Volume.Changes, a.Volume.Fills, a.Time);
        var reconciliation = new Reconciliation(a.Volume.Catalog);
        var differences = new Differences(
            "b", new(a.Volume, a.Applier, bootstrap, reconciliation, null!, null!, a.Time));
        var reader = new TableReader(a.Time);
        var first = new ReaderMessage.Ask(
            World.GroupId, 1, b.Table.Log, a.Table.Log, null, VersionVector.Empty, 8);
        reader.Asked(first, reconciles: 0);
        reader.Asked(first with { AskId = 2 }, reconciles: 5);
        await differences.TakeAsync(new(), a.Table, reader, first, chunk, default);
        Assert.Null(reader.Claim);
        Assert.Empty(a.Rows());

        await differences.TakeAsync(new(), a.Table, reader, first with { AskId = 2 }, chunk, default);
        Assert.Single(a.Rows());
        Assert.True(reconciliation.IsDone(a.Table, "b", 5));
        Assert.Null(reader.Ask);
    }

    [Fact]
    public async Task A_claim_is_not_taken_from_a_region_that_has_left_or_for_a_table_that_has_gone()
    {
        var covered = VersionVectorTests.Vector("77:5");
        LogName[] names = [new(77, "c")];
        await a.Applier.ClaimAsync(a.Table, "b", new(covered, names, VersionVector.Empty, default), default);
        Assert.Equal(5, a.Positions.Covered.Of(77));

        a.SetMembers(TableState.Active, 2, [new("a", a.Table.Log, MemberState.Active)]);
        await Assert.ThrowsAsync<ReplicationException>(
            () => a.Applier.ClaimAsync(a.Table, "b", new(covered.With(77, 6), names, VersionVector.Empty, default), default));
        Assert.Equal(5, a.Positions.Covered.Of(77));
    }
}
