using GlobalTables.RegionNode.Storage;
using static GlobalTables.RegionNode.Tests.Storage.ForeignWrites;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class ConflictRetentionTests : IDisposable
{
    static readonly ConflictBounds Bounds = new(TimeSpan.FromDays(7), Entries: 1_200, Bytes: 1_000_000);

    readonly TestVolume volume = new(conflictBounds: Bounds);
    readonly ForeignWrites foreign;
    TableEntry table;
    int conflicts;

    public ConflictRetentionTests()
    {
        table = volume.CreateTable();
        foreign = new(volume, table);
    }

    public void Dispose() => volume.Dispose();

    [Fact]
    public void Entries_go_when_they_are_old_and_counts_stay()
    {
        Lose(3);
        volume.Time.Advance(TimeSpan.FromDays(6));
        Lose(2);
        Assert.Equal(0, Reclaim());
        volume.Time.Advance(TimeSpan.FromDays(1.5));
        Assert.Equal(1, Reclaim());
        Assert.Equal([4L, 5], Losers());
        volume.Time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(1, Reclaim());
        Assert.Empty(Losers());
        Assert.Equal([new("us-east-1", "eu-west-1", 5)], volume.Now.Conflicts.CountsOf(table));
        Assert.Equal((0, 0), Size());
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many_a_bounded_number_in_a_step()
    {
        var other = volume.CreateTable("other");
        var elsewhere = new ForeignWrites(volume, other);
        elsewhere.Apply(elsewhere.Record(UsLog, 1, "a", "{}", ms: 5));
        elsewhere.Apply(elsewhere.Record(ApLog, 1, "a", "{}", ms: 6));
        Lose(1_900);
        Assert.Equal(2, Reclaim());
        Assert.Equal(1_200, Count());
        Assert.Equal(701, volume.Now.Conflicts.ReadAfter(table, 0, 1)[0].Loser.Sequence);
        Assert.Single(volume.Now.Conflicts.ReadAfter(other, 0, 10));
        Assert.Equal(1_900, volume.Now.Conflicts.CountsOf(table)[0].Conflicts);
    }

    [Fact]
    public void The_oldest_go_when_they_take_too_much_room()
    {
        Lose(8, new string('x', 100_000));
        Assert.Equal(0, Reclaim());
        Lose(4, new string('x', 100_000));
        Assert.Equal(1, Reclaim());
        Assert.Equal([4L, 5, 6, 7, 8, 9, 10, 11, 12], Losers());
        Assert.True(Size().Bytes is > 900_000 and <= 1_000_000);
    }

    [Fact]
    public void What_was_kept_goes_when_the_table_is_not_to_keep_it_any_more_and_is_not_counted_again()
    {
        Lose(600, "\"secret\"");
        table = volume.Run(transaction => volume.Catalog.Store(
            transaction, volume.Catalog.Present(table) with { OmitsConflicts = true }));
        Assert.Equal(2, Reclaim());
        Assert.Empty(Losers());
        Assert.Equal((600, 600 * ConflictRows.EntryBytes), Size());
        Assert.Equal(0, volume.Run(transaction => Number(
            transaction,
            "SELECT count(*) FROM conflict WHERE loser_json IS NOT NULL OR winner_json IS NOT NULL OR sort IS NOT NULL")));
        foreign.Apply(foreign.Record(UsLog, 5, "k5", "\"secret\"", ms: -50));
        Assert.Equal(600, volume.Now.Conflicts.CountsOf(table)[0].Conflicts);
    }

    [Fact]
    public async Task Conflicts_go_with_their_table_in_steps()
    {
        Lose(700);
        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, table));
        var steps = 0;
        while (await StepAsync(volume.Now.Reclaimer.ReclaimOnceAsync(CancellationToken.None)))
        {
            steps++;
        }

        Assert.True(steps >= 4, $"{steps} steps");
        foreach (var left in (string[])["conflict", "conflict_size", "conflict_count", "item", "log", "catalog"])
        {
            Assert.Equal((left, 0), (left, volume.Run(transaction => Number(transaction, "SELECT count(*) FROM " + left))));
        }
    }

    static long Number(WriteTransaction transaction, string sql)
    {
        var select = transaction.Session.Prepare(sql);
        Assert.True(select.Step());
        return select.Int64(0);
    }

    // Writes here, and older concurrent ones of us-east-1.
    void Lose(int howMany, string json = "{}")
    {
        for (var i = 0; i < howMany; i++)
        {
            conflicts++;
            volume.Put(table, TestVolume.Key("p", $"k{conflicts}"), "{}");
            foreign.Apply(foreign.Record(UsLog, conflicts, $"k{conflicts}", json, ms: -50));
        }
    }

    /// <summary>The steps that had something to do.</summary>
    int Reclaim()
    {
        var steps = 0;
        while (StepAsync(volume.Now.ConflictRetention.ReclaimOnceAsync(CancellationToken.None)).GetAwaiter().GetResult())
        {
            steps++;
        }

        return steps;
    }

    Task<bool> StepAsync(Task<bool> step)
    {
        volume.Commit();
        return step;
    }

    List<long> Losers() => [.. volume.Now.Conflicts.ReadAfter(table, 0, 1000).Select(conflict => conflict.Loser.Sequence)];

    long Count() => volume.Run(transaction => Number(
        transaction, $"SELECT count(*) FROM conflict WHERE table_number = {table.Number}"));

    (long Entries, long Bytes) Size() => volume.Run(transaction =>
        (Number(transaction, "SELECT coalesce(sum(entries), 0) FROM conflict_size"),
            Number(transaction, "SELECT coalesce(sum(bytes), 0) FROM conflict_size")));
}
