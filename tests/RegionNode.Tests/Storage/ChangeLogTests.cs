using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class ChangeLogTests : IDisposable
{
    const long ForeignLog = 77;

    readonly TestVolume volume = new(bounds: new(Records: 3, Bytes: 1_000, Rows: 4));
    readonly TableEntry table;

    public ChangeLogTests() => table = volume.CreateTable();

    public void Dispose() => volume.Dispose();

    [Fact]
    public void An_empty_log_is_complete_at_0()
    {
        var feed = Feed(0);
        Assert.Empty(feed.Records);
        Assert.Equal((0, 0, 0, true), (feed.From, feed.UpTo, feed.Head, feed.IsComplete));
        Assert.Equal((table.Log, "eu-west-1"), (feed.Log, feed.Region));
    }

    [Fact]
    public void The_feed_is_in_the_order_of_the_log_and_many_changes_of_one_item_are_its_newest()
    {
        Put("b", "a", "b", "c");
        Delete("a");
        var feed = Feed(0);
        Assert.Equal("3:b 4:c 5:-a", Text(feed.Records));
        Assert.Equal((5, true), (feed.UpTo, feed.IsComplete));
        Assert.Equal("4:c 5:-a", Text(Feed(3).Records));
        Assert.Equal("", Text(Feed(5).Records));
        Assert.All(feed.Records, record => Assert.True(record.IsIntact));
        Assert.All(feed.Records, record => Assert.Equal(record.Sequence, record.Vector.Of(table.Log)));
    }

    [Fact]
    public void A_batch_that_is_cut_ends_with_its_last_record_and_is_not_complete()
    {
        Put("a", "b", "a", "c", "d", "e");
        var first = Feed(0);
        Assert.Equal("2:b 3:a 4:c", Text(first.Records));
        Assert.Equal((4, 6, false), (first.UpTo, first.Head, first.IsComplete));
        var second = Feed(first.UpTo);
        Assert.Equal("5:d 6:e", Text(second.Records));
        Assert.Equal((6, true), (second.UpTo, second.IsComplete));
    }

    [Fact]
    public void A_batch_ends_with_the_record_that_passes_its_bytes()
    {
        volume.Put(table, Key("a"), new string('x', 900));
        volume.Put(table, Key("b"), new string('x', 200));
        volume.Put(table, Key("c"), "x");
        Assert.Equal("1:a 2:b", Text(Feed(0).Records));
        Assert.False(Feed(0).IsComplete);
    }

    [Fact]
    public void What_took_the_place_of_an_own_write_stands_in_for_it()
    {
        Put("a", "b", "c");
        Apply("b", sequence: 9);
        var feed = Feed(0);
        Assert.Equal("1:a 9:b 3:c", Text(feed.Records));
        Assert.Equal(ForeignLog, feed.Records[1].Log);
        Assert.Contains(new LogName(ForeignLog, "us"), feed.Logs);
        Assert.Equal("3:c", Text(Feed(2).Records));

        // Another foreign version in the place of the first stands in as well.
        Apply("b", sequence: 10);
        Assert.Equal("1:a 10:b 3:c", Text(Feed(0).Records));

        // Until the region writes the item again.
        Put("b");
        Assert.Equal("1:a 3:c 4:b", Text(Feed(0).Records));
    }

    [Fact]
    public void A_reader_that_covers_what_stands_in_is_not_sent_it()
    {
        Put("a", "b");
        Apply("b", sequence: 9);
        Assert.Equal("1:a 9:b", Text(Feed(0, (ForeignLog, 8)).Records));
        var feed = Feed(0, (ForeignLog, 9));
        Assert.Equal("1:a", Text(feed.Records));
        Assert.Equal((2, true), (feed.UpTo, feed.IsComplete));
    }

    [Fact]
    public void A_row_of_another_region_is_not_in_the_feed()
    {
        Apply("a", sequence: 1);
        Put("b");
        Assert.Equal("1:b", Text(Feed(0).Records));
    }

    [Fact]
    public void A_difference_is_every_row_that_the_reader_does_not_cover_in_key_order_and_in_chunks()
    {
        foreach (var number in Enumerable.Range(1, 9))
        {
            Put($"k{number}");
        }

        Apply("k0", sequence: 4);
        var covered = VersionVector.Of([KeyValuePair.Create(table.Log, 2L)]);
        var chunks = Difference(covered);
        Assert.Equal("4:k0 3:k3 4:k4 5:k5 6:k6 7:k7 8:k8 9:k9", Text([.. chunks.SelectMany(chunk => chunk.Records)]));
        Assert.All(chunks, chunk => Assert.True(chunk.Records.Count <= 3));
        Assert.True(chunks.Count >= 3);
        Assert.All(chunks, chunk => Assert.Equal(9, chunk.Covered.Of(table.Log)));
        Assert.All(chunks, chunk => Assert.Equal([ForeignLog, table.Log], chunk.Logs.Select(log => log.Id).Order()));
        Assert.Null(chunks[^1].Next);
    }

    [Fact]
    public void A_difference_looks_at_a_bounded_number_of_rows_even_if_the_reader_lacks_few()
    {
        foreach (var number in Enumerable.Range(0, 10))
        {
            Put($"k{number}");
        }

        var chunks = Difference(VersionVector.Of([KeyValuePair.Create(table.Log, 6L)]));
        Assert.True(chunks.Count >= 2);
        Assert.Equal(4, chunks.Sum(chunk => chunk.Records.Count));

        // What fits into one chunk is found by the logs, without a walk.
        Assert.Equal(2, Assert.Single(Difference(VersionVector.Of([KeyValuePair.Create(table.Log, 8L)]))).Records.Count);
        Assert.Empty(Assert.Single(Difference(VersionVector.Of([KeyValuePair.Create(table.Log, 10L)]))).Records);
    }

    [Fact]
    public void A_write_knows_what_it_replaced_and_what_was_covered()
    {
        Apply("a", sequence: 9);
        Put("a", "b");
        var feed = Feed(0);
        Assert.Equal(9, feed.Records[0].Vector.Of(ForeignLog));
        Assert.Equal(0, feed.Records[1].Vector.Of(ForeignLog));
    }

    [Fact]
    public void A_record_is_damaged_when_its_content_does_not_have_its_checksum()
    {
        Put("a");
        var record = Feed(0).Records[0];
        Assert.True(record.IsIntact);
        Assert.False((record with { Json = TestVolume.Json("other") }).IsIntact);
        Assert.False((record with { Sort = [1] }).IsIntact);
        Assert.False((record with { Flags = RowFlags.Tombstone }).IsIntact);
    }

    static ItemKey Key(string sort) => TestVolume.Key("p", sort);

    static string Text(IReadOnlyList<ChangeRecord> records) => string.Join(' ', records.Select(record =>
        $"{record.Sequence}:{(record.IsTombstone ? "-" : "")}{Encoding.UTF8.GetString(record.Sort)}"));

    FeedBatch Feed(long from, params (long Log, long Sequence)[] covered) => volume.Now.Changes.ReadFeed(
        table, from, VersionVector.Of(covered.Select(entry => KeyValuePair.Create(entry.Log, entry.Sequence))));

    List<DifferenceChunk> Difference(VersionVector covered)
    {
        var chunks = new List<DifferenceChunk>();
        do
        {
            chunks.Add(volume.Now.Changes.ReadDifference(table, chunks.LastOrDefault()?.Next, covered));
        }
        while (chunks[^1].Next is not null);

        return chunks;
    }

    void Put(params string[] keys)
    {
        foreach (var key in keys)
        {
            volume.Put(table, Key(key), $"\"{key}\"");
        }
    }

    void Delete(string key) => volume.Delete(table, Key(key));

    // A newer version from another region.
    void Apply(string key, long sequence) => volume.Run(transaction =>
    {
        var json = TestVolume.Json("\"theirs\"");
        var itemKey = Key(key);
        transaction.LogsOf(table.Number).Intern(transaction.Session, ForeignLog, "us");
        return transaction.Apply(table.Number, new()
        {
            Partition = itemKey.Partition,
            Sort = itemKey.Sort,
            Time = transaction.Clock.Latest.Next,
            Flags = RowFlags.None,
            Log = ForeignLog,
            LogRegion = "us",
            Sequence = sequence,
            Vector = VersionVector.Of([KeyValuePair.Create(ForeignLog, sequence)]),
            Checksum = ItemRow.Checksum(itemKey.Partition, itemKey.Sort, RowFlags.None, json),
            Size = json.Length,
            Json = json,
        });
    });
}
