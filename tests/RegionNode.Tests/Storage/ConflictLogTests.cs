using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;
using static GlobalTables.RegionNode.Tests.Storage.ForeignWrites;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class ConflictLogTests : IDisposable
{
    const string Ours = """{"p":{"S":"p"},"s":{"S":"k"},"price":{"N":"19.99"},"text":{"S":"ä \"quoted\""}}""";
    const string Theirs = """{"p":{"S":"p"},"s":{"S":"k"},"price":{"N":"20.99"}}""";

    readonly TestVolume volume = new();
    readonly ForeignWrites foreign;
    TableEntry table;

    public ConflictLogTests()
    {
        table = volume.CreateTable();
        foreign = new(volume, table);
    }

    public void Dispose() => volume.Dispose();

    [Fact]
    public void A_stored_write_that_loses_against_a_concurrent_one_is_kept_word_for_word()
    {
        Put("k", Ours);
        var stored = Assert.Single(volume.Rows(table));
        volume.Time.Advance(TimeSpan.FromSeconds(3));
        var incoming = foreign.Record(UsLog, 9, "k", Theirs, ms: 5);
        Assert.Equal(MergeOutcome.Applied, foreign.Apply(incoming));

        var conflict = Assert.Single(Conflicts());
        Assert.Equal(Ours, Encoding.UTF8.GetString(conflict.Loser.Json));
        Assert.Equal(Theirs, Encoding.UTF8.GetString(conflict.Winner.Json));
        Assert.Equal(
            ("eu-west-1", table.Log, 1, stored.Time, RowFlags.None),
            (conflict.Loser.Region, conflict.Loser.Log, conflict.Loser.Sequence, conflict.Loser.Time, conflict.Loser.Flags));
        Assert.Equal(
            ("us-east-1", UsLog, 9, incoming.Time, RowFlags.None),
            (conflict.Winner.Region, conflict.Winner.Log, conflict.Winner.Sequence, conflict.Winner.Time,
                conflict.Winner.Flags));
        Assert.Equal(TestVolume.Key("p", "k").Sort, conflict.Key.Sort);
        Assert.Equal(TestVolume.Key("p", "k").Partition, conflict.Key.Partition);
        Assert.Equal(volume.Time.GetUtcNow(), conflict.RecordedAt);
        Assert.Equal([new("eu-west-1", "us-east-1", 1)], Counts());
    }

    [Fact]
    public void An_incoming_write_that_loses_is_kept_as_well()
    {
        Put("k", Ours);
        Assert.Equal(MergeOutcome.Stale, foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: -5)));
        var conflict = Assert.Single(Conflicts());
        Assert.Equal((UsLog, 9, Theirs), Loser(conflict));
        Assert.Equal((table.Log, 1, Ours), Winner(conflict));
        Assert.Equal([new("us-east-1", "eu-west-1", 1)], Counts());
    }

    [Fact]
    public void Writes_that_followed_one_another_are_no_conflict()
    {
        Put("k", Ours);
        foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: 5, seen: [(table.Log, 1)]));
        foreign.Apply(foreign.Record(UsLog, 12, "k", Theirs, ms: 6));
        Put("k", Ours);
        foreign.Apply(foreign.Record(ApLog, 3, "k", Theirs, ms: 50, seen: [(table.Log, 2), (UsLog, 12)]));

        // And backwards: what was overwritten by one who had seen it comes late.
        foreign.Apply(foreign.Record(ApLog, 2, "k", Theirs, ms: -20));
        foreign.Apply(foreign.Record(UsLog, 10, "k", Theirs, ms: -9));
        Assert.Empty(Conflicts());
        Assert.Empty(Counts());
    }

    [Fact]
    public void A_local_write_has_seen_what_it_replaces_though_its_log_is_not_covered()
    {
        foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: 5));
        Put("k", Ours);
        Assert.Equal(9, Assert.Single(volume.Rows(table)).Vector.Of(UsLog));
        foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: 5));
        Assert.Empty(Conflicts());
    }

    [Fact]
    public void A_local_write_has_seen_the_losers_that_arrived_before_it_too()
    {
        Put("k", Ours);
        foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: -5));
        Assert.Single(Conflicts());
        Put("k", Ours);
        foreign.Apply(foreign.Record(UsLog, 8, "k", Theirs, ms: -6));
        Assert.Equal((UsLog, 9, Theirs), Loser(Assert.Single(Conflicts())));
    }

    [Fact]
    public void What_the_region_knows_of_a_key_is_not_what_the_stored_write_has_seen()
    {
        // This row's writer had seen nothing of us-east-1, though this region has by now.
        foreign.Apply(foreign.Record(ApLog, 3, "k", Ours, ms: 50));
        foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: -5));
        foreign.Apply(foreign.Record(UsLog, 8, "k", Theirs, ms: -6));
        Assert.Equal([9L, 8L], Conflicts().Select(conflict => conflict.Loser.Sequence));
        Assert.Equal([new("us-east-1", "ap-south-1", 2)], Counts());
    }

    [Fact]
    public void A_chain_of_losers_is_a_conflict_each()
    {
        Put("k", Ours);
        foreign.Apply(foreign.Record(UsLog, 9, "k", "\"second\"", ms: 5));
        foreign.Apply(foreign.Record(ApLog, 4, "k", "\"third\"", ms: 9));
        Assert.Equal(
            [(table.Log, 1, Ours), (UsLog, 9, "\"second\"")], Conflicts().Select(Loser));
        Assert.Equal(
            [(UsLog, 9, "\"second\""), (ApLog, 4, "\"third\"")], Conflicts().Select(Winner));
        Assert.Equal([new("eu-west-1", "us-east-1", 1), new("us-east-1", "ap-south-1", 1)], Counts());
    }

    [Fact]
    public void A_second_report_of_one_loser_is_ignored()
    {
        Put("k", Ours);
        var loser = foreign.Record(UsLog, 9, "k", Theirs, ms: -5);
        foreign.Apply(loser);
        foreign.Apply(loser);

        // Even against another winner.
        foreign.Apply(foreign.Record(ApLog, 4, "k", "\"third\"", ms: 9, seen: [(table.Log, 1)]));
        foreign.Apply(loser);
        Assert.Equal((table.Log, 1, Ours), Winner(Assert.Single(Conflicts())));
        Assert.Equal([new("us-east-1", "eu-west-1", 1)], Counts());
    }

    [Fact]
    public void A_duplicate_of_the_stored_write_is_nothing()
    {
        var record = foreign.Record(UsLog, 9, "k", Theirs, ms: 5);
        foreign.Apply(record);
        Assert.Equal(MergeOutcome.Duplicate, foreign.Apply(record));
        Assert.Empty(Conflicts());
    }

    [Fact]
    public void A_delete_loses_and_wins_like_any_write()
    {
        Put("k", Ours);
        volume.Delete(table, TestVolume.Key("p", "k"));
        foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: 5));
        foreign.Apply(foreign.Record(ApLog, 4, "k", "", ms: 9));
        var conflicts = Conflicts();
        Assert.Equal([(table.Log, 2, ""), (UsLog, 9, Theirs)], conflicts.Select(Loser));
        Assert.Equal([(UsLog, 9, Theirs), (ApLog, 4, "")], conflicts.Select(Winner));
        Assert.Equal(RowFlags.Tombstone, conflicts[0].Loser.Flags);
        Assert.Equal(RowFlags.Tombstone, conflicts[1].Winner.Flags);
    }

    [Fact]
    public void Two_expiries_of_one_version_are_no_conflict_and_an_expiry_that_meets_another_write_is_one()
    {
        foreign.Apply(foreign.Record(UsLog, 9, "k", "", ms: 5, flags: RowFlags.Expiry));
        foreign.Apply(foreign.Record(ApLog, 4, "k", "", ms: 5, flags: RowFlags.Expiry));
        Assert.Empty(Conflicts());

        // Of another version.
        foreign.Apply(foreign.Record(UsLog, 10, "k", "", ms: 6, flags: RowFlags.Expiry));
        Assert.Equal((ApLog, 4, ""), Loser(Assert.Single(Conflicts())));

        // A concurrent refresh wins over the expiry.
        foreign.Apply(foreign.Record(ApLog, 5, "k", Theirs, ms: 7));
        Assert.Equal(2, Conflicts().Count);
        Assert.Equal(RowFlags.Tombstone | RowFlags.Expiry, Conflicts()[1].Loser.Flags);
    }

    [Fact]
    public void What_is_covered_is_never_reported_again()
    {
        Put("k", Ours);
        foreign.Apply(foreign.Record(UsLog, 1, "other", Theirs, ms: 0));
        volume.Run(transaction =>
        {
            var logs = transaction.LogsOf(table.Number);
            logs.Cover(logs.ById(UsLog), 9);
            return true;
        });
        Assert.Equal(MergeOutcome.Duplicate, foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: -5)));
        Assert.Empty(Conflicts());
    }

    [Fact]
    public void A_conflict_is_durable_with_the_write_that_made_it_and_gone_with_it()
    {
        Put("k", Ours);
        Assert.Throws<InvalidOperationException>(() => volume.Run<bool>(transaction =>
        {
            transaction.LogsOf(table.Number).Intern(transaction.Session, UsLog, "us-east-1");
            transaction.Apply(table.Number, foreign.Record(UsLog, 9, "k", Theirs, ms: 5));
            throw new InvalidOperationException();
        }));
        Assert.Empty(Conflicts());
        Assert.Empty(Counts());

        foreign.Apply(foreign.Record(UsLog, 9, "k", Theirs, ms: 5));
        volume.Crash();
        table = volume.Catalog.Find("products")!;
        Assert.Equal((table.Log, 1, Ours), Loser(Assert.Single(Conflicts())));
        Assert.Equal([new("eu-west-1", "us-east-1", 1)], Counts());
    }

    [Fact]
    public void A_table_that_omits_conflicts_counts_them_once_and_keeps_nothing_of_them()
    {
        Omit(true);
        Put("k", Ours);
        var loser = foreign.Record(UsLog, 9, "k", Theirs, ms: -5);
        foreign.Apply(loser);
        foreign.Apply(loser);
        Assert.Empty(Conflicts());
        Assert.Equal([new("us-east-1", "eu-west-1", 1)], Counts());
        Assert.Equal("", volume.Run(transaction => Text(
            transaction, "SELECT coalesce(loser_json, '') || coalesce(winner_json, '') || coalesce(partition, '') FROM conflict")));

        Omit(false);
        foreign.Apply(foreign.Record(UsLog, 10, "k", Theirs, ms: -4));
        Assert.Equal(10, Assert.Single(Conflicts()).Loser.Sequence);
        Assert.Equal([new("us-east-1", "eu-west-1", 2)], Counts());
    }

    [Fact]
    public void Reading_goes_on_after_a_position_and_ends_with_a_limit_or_a_page()
    {
        var other = volume.CreateTable("other");
        new ForeignWrites(volume, other).Apply(foreign.Record(UsLog, 1, "a", Theirs, ms: 5));
        new ForeignWrites(volume, other).Apply(foreign.Record(ApLog, 1, "a", Theirs, ms: 6));
        var large = new string('x', Limits.PageBytesMax * 2 / 3);
        foreach (var number in Enumerable.Range(1, 5))
        {
            Put($"k{number}", number > 3 ? large : Ours);
            foreign.Apply(foreign.Record(UsLog, number, $"k{number}", Theirs, ms: -5));
        }

        var all = new List<Conflict>();
        while (volume.Now.Conflicts.ReadAfter(table, all.Count == 0 ? 0 : all[^1].Position, 2) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= 2);
            all.AddRange(page);
        }

        Assert.Equal([1L, 2, 3, 4, 5], all.Select(conflict => conflict.Loser.Sequence));
        Assert.Equal([4L, 5], volume.Now.Conflicts.ReadAfter(table, all[2].Position, 100).Select(one => one.Loser.Sequence));
        Assert.Equal(5, Assert.Single(volume.Now.Conflicts.ReadAfter(table, all[3].Position, 100)).Loser.Sequence);
        Assert.Single(volume.Now.Conflicts.ReadAfter(other, 0, 100));
    }

    static (long Log, long Sequence, string Json) Loser(Conflict conflict) =>
        (conflict.Loser.Log, conflict.Loser.Sequence, Encoding.UTF8.GetString(conflict.Loser.Json));

    static (long Log, long Sequence, string Json) Winner(Conflict conflict) =>
        (conflict.Winner.Log, conflict.Winner.Sequence, Encoding.UTF8.GetString(conflict.Winner.Json));

    static string Text(WriteTransaction transaction, string sql)
    {
        var select = transaction.Session.Prepare(sql);
        Assert.True(select.Step());
        return select.Text(0);
    }

    IReadOnlyList<Conflict> Conflicts() => volume.Now.Conflicts.ReadAfter(table, 0, 100);

    IReadOnlyList<ConflictCount> Counts() => volume.Now.Conflicts.CountsOf(table);

    void Put(string key, string json) => volume.Put(table, TestVolume.Key("p", key), json);

    void Omit(bool omits) => table = volume.Run(transaction => volume.Catalog.Store(
        transaction, volume.Catalog.Present(table) with { OmitsConflicts = omits }));
}
