using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>When a stream begins, ends and goes.</summary>
public sealed class StreamLifeTests : IDisposable
{
    const string Item = """{"p":{"S":"p"},"s":{"S":"a"}}""";
    const string Other = """{"p":{"S":"p"},"s":{"S":"b"}}""";

    readonly TestVolume volume = new();

    static ItemKey Key => TestVolume.Key("p", "a");

    public void Dispose() => volume.Dispose();

    [Fact]
    public void Each_enabling_is_another_stream_and_the_one_before_stays_readable()
    {
        var table = Table(StreamView.KeysOnly);
        volume.Put(table, Key, Item);
        var first = table.LatestStream!;
        Assert.Equal("2026-01-01T00:00:00.000", first.Label);
        table = Change(table, null);
        Assert.False(table.LatestStream!.IsOpen);
        volume.Put(table, Key, Other);
        table = Change(table, StreamView.NewImage);
        var second = table.LatestStream!;
        Assert.Equal("2026-01-01T00:00:00.001", second.Label);
        volume.Delete(table, Key);
        table = Change(table, StreamView.OldImage);

        Assert.Equal(["Insert a [] []"], Texts(first));
        Assert.Equal(["Remove a [] []"], Texts(second));
        Assert.Empty(Texts(table.LatestStream!));
        Assert.Equal(
            [first.Label, second.Label, table.LatestStream!.Label],
            volume.Now.Streams.List("products", null, 10).Select(stream => stream.Label));
    }

    [Fact]
    public void Another_setting_of_the_table_leaves_the_stream_alone()
    {
        var table = Table();
        var changed = volume.Run(transaction => volume.Catalog.Change(
            transaction, volume.Catalog.Present(table), table.Definition with { IsDeletionProtected = true }));
        Assert.Equal(table.LatestStream, changed.LatestStream);
        volume.Reopen();
        Assert.Equal(table.LatestStream, volume.Catalog.Find("products")!.LatestStream);
    }

    [Fact]
    public void A_copy_that_is_being_filled_records_nothing_and_has_a_stream_of_its_own_once_it_serves()
    {
        var table = Table();
        volume.Put(table, Key, Item);
        var before = table.LatestStream!;
        var fresh = volume.Run(transaction =>
            volume.Catalog.BeginAnew(transaction, volume.Catalog.Present(table), tail: null));
        Assert.Null(fresh.LatestStream);
        var foreign = new ForeignWrites(volume, fresh);
        foreign.Apply(foreign.Record(ForeignWrites.UsLog, 1, "a", Item, ms: 10));
        var active = volume.Run(transaction => volume.Catalog.Store(
            transaction, volume.Catalog.Present(fresh) with { State = TableState.Active }));
        foreign.Apply(foreign.Record(ForeignWrites.UsLog, 2, "a", Other, ms: 20));

        Assert.Equal([$"Insert a [] [{Item}]"], Texts(before));
        Assert.Equal([$"Modify a [{Item}] [{Other}]"], Texts(active.LatestStream!));
        Assert.NotEqual(before.Label, active.LatestStream!.Label);
        Assert.NotNull(volume.Now.Streams.Find("products", before.Label)!.EndedAt);
    }

    [Fact]
    public void A_copy_that_gets_another_name_gets_another_stream()
    {
        var table = Table();
        var renamed = volume.Run(transaction => volume.Catalog.Store(
            transaction,
            volume.Catalog.Present(table) with { Definition = table.Definition with { Name = "aside" } }));
        Assert.Equal("aside", renamed.LatestStream!.TableName);
        Assert.False(volume.Now.Streams.Find("products", table.LatestStream!.Label)!.IsOpen);
    }

    [Fact]
    public void A_volume_that_was_set_back_goes_on_under_another_stream()
    {
        var table = Table();
        volume.Put(table, Key, Item);
        volume.Run(transaction => volume.Catalog.RenewLog(transaction, volume.Catalog.Present(table)));
        var renewed = volume.Catalog.Find("products")!;
        Assert.True(renewed.LatestStream!.IsOpen);
        Assert.NotEqual(table.LatestStream!.Number, renewed.LatestStream.Number);
    }

    [Fact]
    public async Task The_stream_of_a_deleted_table_is_readable_for_a_day_and_then_goes()
    {
        var table = Table();
        volume.Put(table, Key, Item);
        volume.Time.Advance(TimeSpan.FromHours(1));
        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, table));
        await RepeatAsync(volume.Now.Reclaimer.ReclaimOnceAsync);
        Assert.Empty(volume.Catalog.Deleted);
        volume.Time.Advance(TimeSpan.FromHours(22.9));
        await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync);
        Assert.Equal([$"Insert a [] [{Item}]"], Texts(table.LatestStream!));

        volume.Time.Advance(TimeSpan.FromHours(0.5));
        await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync);
        Assert.NotNull(volume.Now.Streams.Find("products", table.LatestStream!.Label));
        volume.Time.Advance(TimeSpan.FromHours(1));
        await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync);
        Assert.Empty(volume.Now.Streams.List(null, null, 10));
        Assert.Equal((0, 0, 0), (Count("stream"), Count("stream_shard"), Count("stream_record")));
    }

    [Fact]
    public async Task Records_go_after_a_day_in_bounded_steps_and_their_numbers_are_not_given_again()
    {
        var table = Table(StreamView.KeysOnly);
        for (var i = 0; i < 600; i++)
        {
            volume.Put(table, TestVolume.Key("p", $"{i}"), Item);
        }

        var last = volume.Now.Streams.All(table.LatestStream!)[^1].Sequence;
        volume.Time.Advance(TimeSpan.FromHours(3));
        volume.Put(table, Key, Item);
        volume.Time.Advance(TimeSpan.FromHours(21.5));
        Assert.Equal(2, await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync));
        var left = Assert.Single(volume.Now.Streams.All(table.LatestStream!));
        Assert.Equal(last + 1, left.Sequence);

        volume.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(1, await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync));
        Assert.Empty(volume.Now.Streams.All(table.LatestStream!));
        var shard = Assert.Single(volume.Now.Streams.Describe("products", table.LatestStream!.Label)!.Value.Shards);
        Assert.Equal(last + 1, shard.Trimmed);
        volume.Reopen();
        volume.Delete(volume.Catalog.Find("products")!, Key);
        var after = Assert.Single(volume.Now.Streams.All(table.LatestStream!));
        Assert.True(after.Sequence > last + 1);
    }

    [Fact]
    public async Task A_closed_shard_goes_with_its_last_record_and_the_child_still_names_it()
    {
        var table = Table();
        volume.Put(table, Key, Item);
        volume.Time.Advance(TimeSpan.FromHours(5));
        volume.Delete(table, Key);
        var shards = volume.Now.Streams.Describe("products", table.LatestStream!.Label)!.Value.Shards;
        Assert.Equal(2, shards.Count);
        volume.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync);
        Assert.Equal(2, volume.Now.Streams.Describe("products", table.LatestStream!.Label)!.Value.Shards.Count);
        volume.Time.Advance(TimeSpan.FromMinutes(2));
        await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync);
        var child = Assert.Single(volume.Now.Streams.Describe("products", table.LatestStream!.Label)!.Value.Shards);
        Assert.Equal(shards[0].Id, child.ParentId);
        var no = Assert.Throws<DynamoException>(
            () => volume.Now.Streams.Read(table.LatestStream!, shards[0].Number, 0, 10));
        Assert.Equal("Requested resource not found: Shard does not exist", no.Message);
    }

    [Fact]
    public async Task A_reader_behind_what_was_trimmed_is_told_so_and_one_that_has_read_it_all_goes_on()
    {
        var table = Table();
        volume.Put(table, Key, Item);
        volume.Put(table, Key, Other);
        var stream = table.LatestStream!;
        var shard = volume.Now.Streams.Describe("products", stream.Label)!.Value.Shards[0];
        var behind = volume.Now.Streams.Read(stream, shard.Number, 0, 1).Next!.Value;
        var abreast = volume.Now.Streams.Read(stream, shard.Number, 0, 10).Next!.Value;
        volume.Time.Advance(TimeSpan.FromHours(24.1));
        await RepeatAsync(volume.Now.StreamRetention.TrimOnceAsync);

        Assert.Empty(volume.Now.Streams.Read(stream, shard.Number, abreast, 10).Changes);
        Assert.Empty(volume.Now.Streams.Read(stream, shard.Number, 0, 10).Changes);
        var no = Assert.Throws<DynamoException>(
            () => volume.Now.Streams.Read(stream, shard.Number, behind, 10));
        Assert.EndsWith("#TrimmedDataAccessException", no.Type, StringComparison.Ordinal);
    }

    async Task<int> RepeatAsync(Func<CancellationToken, Task<bool>> step)
    {
        for (var steps = 0; ; steps++)
        {
            var done = step(CancellationToken.None);
            volume.Commit();
            if (!await done)
            {
                return steps;
            }

            Assert.InRange(steps, 0, 100);
        }
    }

    TableEntry Table(StreamView view = StreamView.NewAndOldImages) => volume.Run(transaction =>
        volume.Catalog.Create(transaction, TestVolume.Definition("products") with { Stream = view }));

    TableEntry Change(TableEntry table, StreamView? view) => volume.Run(transaction => volume.Catalog.Change(
        transaction, volume.Catalog.Present(table), table.Definition with { Stream = view }));

    IEnumerable<string> Texts(StreamEntry stream) =>
        volume.Now.Streams.All(stream).Select(change => change.Text());

    long Count(string rows) => volume.Run(transaction =>
    {
        var select = transaction.Session.Prepare(string.Intern($"SELECT count(*) FROM {rows}"));
        Assert.True(select.Step());
        var count = select.Int64(0);
        select.Reset();
        return count;
    });
}
