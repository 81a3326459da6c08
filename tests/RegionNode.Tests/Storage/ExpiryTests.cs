using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using static GlobalTables.RegionNode.Tests.TestVolume;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>Items go when their time is over, with a clock that is held in the hand.</summary>
public sealed class ExpiryTests : IDisposable
{
    readonly TestVolume volume = new();
    TableEntry table;

    public ExpiryTests() => table = volume.CreateTable();

    public void Dispose() => volume.Dispose();

    [Fact]
    public void An_item_goes_after_its_second_and_is_read_until_then()
    {
        SetTimeToLive("ends");
        Put("k", seconds: 10);
        Put("other", seconds: 1000);
        volume.Put(table, Key("never"), """{"p":{"S":"never"}}""");
        volume.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(Step());
        Assert.NotNull(volume.Get(table, Key("k")));

        volume.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(volume.Get(table, Key("k")));
        Assert.True(Step());
        Assert.Null(volume.Get(table, Key("k")));
        Assert.False(Step());
        Assert.Equal(2, volume.Now.Items.SizeOf(table).Items);
        var tombstone = Assert.Single(volume.Rows(table), row => row.IsTombstone);
        Assert.True(tombstone.Flags.HasFlag(RowFlags.Expiry));
    }

    [Fact]
    public void An_item_that_gets_more_time_stays()
    {
        SetTimeToLive("ends");
        Put("k", seconds: 10);
        Put("k", seconds: 1000);
        Put("free", seconds: 10);
        volume.Put(table, Key("free"), "{}");
        volume.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(Step());
        Assert.NotNull(volume.Get(table, Key("k")));
        Assert.NotNull(volume.Get(table, Key("free")));
    }

    [Fact]
    public async Task An_item_that_gets_more_time_between_the_look_and_the_delete_stays()
    {
        SetTimeToLive("ends");
        Put("k", seconds: 10);
        Put("gone", seconds: 10);
        volume.Time.Advance(TimeSpan.FromSeconds(20));
        var refresh = volume.Now.Queue.RunAsync(
            transaction =>
            {
                transaction.Put(table, Key("k"), Json(Item(seconds: 1000)), 10);
                return true;
            },
            CancellationToken.None);
        var step = volume.Now.Expiry.StepAsync(CancellationToken.None);
        volume.Commit();
        Assert.True(await refresh && await step);
        Assert.NotNull(volume.Get(table, Key("k")));
        Assert.Null(volume.Get(table, Key("gone")));
    }

    [Fact]
    public void A_step_is_bounded()
    {
        SetTimeToLive("ends");
        for (var i = 0; i < Limits.ExpireItemsMax + 5; i++)
        {
            Put($"k{i}", seconds: 1);
        }

        volume.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(Step());
        Assert.Equal(5, volume.Now.Items.SizeOf(table).Items);
        Assert.True(Step());
        Assert.Equal(0, volume.Now.Items.SizeOf(table).Items);
        Assert.False(Step());
        Assert.Equal(Limits.ExpireItemsMax + 5, volume.Now.Expiry.Expired);
    }

    [Fact]
    public void Items_that_were_there_before_it_was_turned_on_expire_too_whatever_stops_the_search()
    {
        const int count = 2 * Limits.ExpiryRowsMax + 10;
        for (var i = 0; i < count; i++)
        {
            Put($"k{i}", seconds: i % 2 == 0 ? 1 : 1000);
        }

        volume.Time.Advance(TimeSpan.FromSeconds(5));
        SetTimeToLive("ends");
        Assert.True(Fill());
        var (found, rest) = (CountExpiring(), count - Limits.ExpiryRowsMax);
        Assert.Equal(Limits.ExpiryRowsMax, found);
        volume.Crash();
        Assert.True(Fill());
        Assert.Equal(2 * Limits.ExpiryRowsMax, CountExpiring());
        while (Fill())
        {
        }

        Assert.Equal(count, CountExpiring());
        while (Step())
        {
        }

        Assert.Equal(count / 2, volume.Now.Items.SizeOf(table).Items);
        Assert.True(rest > 0);
    }

    [Fact]
    public void Turned_off_nothing_expires_and_turned_on_again_everything_does()
    {
        SetTimeToLive("ends");
        Put("k", seconds: 1);
        Settle();
        volume.Time.Advance(TimeSpan.FromSeconds(5));
        SetTimeToLive(null);
        Assert.False(Step());
        Settle();
        Assert.Equal(0, CountExpiring());
        Assert.False(Step());
        Put("k2", seconds: 1);
        Assert.Equal(0, CountExpiring());

        volume.Time.Advance(TimeSpan.FromSeconds(5));
        SetTimeToLive("ends");
        Settle();
        Assert.True(Step());
        Assert.Equal(0, volume.Now.Items.SizeOf(table).Items);
    }

    [Fact]
    public void With_another_attribute_only_that_one_counts()
    {
        SetTimeToLive("ends");
        Put("k", seconds: 1);
        Settle();
        volume.Time.Advance(TimeSpan.FromSeconds(5));
        SetTimeToLive("until");

        // The column still says what the former attribute said: the item itself is asked.
        Assert.True(Step());
        Assert.NotNull(volume.Get(table, Key("k")));
        Assert.False(Step());
        Settle();
        Assert.Equal(0, CountExpiring());
        volume.Put(table, Key("k"), Item(seconds: -1).Replace("ends", "until", StringComparison.Ordinal));
        Assert.True(Step());
        Assert.Null(volume.Get(table, Key("k")));
    }

    [Fact]
    public void What_was_to_expire_years_ago_never_does()
    {
        SetTimeToLive("ends");
        Put("k", seconds: -6L * 365 * 24 * 3600);
        Assert.False(Step());
        Assert.NotNull(volume.Get(table, Key("k")));
    }

    [Fact]
    public void A_region_that_takes_no_writes_leaves_it_to_the_others()
    {
        SetTimeToLive("ends");
        Put("k", seconds: 1);
        volume.Time.Advance(TimeSpan.FromSeconds(5));
        volume.Now.Fence.Close("The clock is off.");
        Assert.False(Step());
        volume.Now.Fence.Open();
        Change(entry => entry with { IsReadOnly = true });
        Assert.False(Step());
        Assert.NotNull(volume.Get(table, Key("k")));
        Change(entry => entry with { IsReadOnly = false });
        Assert.True(Step());
        Assert.Null(volume.Get(table, Key("k")));
    }

    [Fact]
    public void What_was_noted_of_a_deleted_table_goes()
    {
        SetTimeToLive("ends");
        Put("k", seconds: 1);
        Settle();
        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, table));
        Assert.False(Fill());
        while (Committed(volume.Now.Reclaimer.ReclaimOnceAsync(CancellationToken.None)))
        {
        }

        Settle();
        Assert.Equal(0, Count("SELECT count(*) FROM expiry_fill"));
    }

    void SetTimeToLive(string? attribute) =>
        Change(entry => entry with { Definition = entry.Definition with { TimeToLiveAttribute = attribute } });

    void Change(Func<TableEntry, TableEntry> change) => table = volume.Run(transaction =>
        volume.Catalog.Store(transaction, change(volume.Catalog.Present(table))));

    void Put(string key, long seconds) => volume.Put(table, Key(key), Item(seconds));

    string Item(long seconds) => $$$"""{"ends":{"N":"{{{volume.Time.GetUtcNow().ToUnixTimeSeconds() + seconds}}}"}}""";

    bool Step() => Committed(volume.Now.Expiry.StepAsync(CancellationToken.None));

    bool Fill() => Committed(volume.Now.ExpiryFill.StepAsync(CancellationToken.None));

    void Settle()
    {
        while (Fill())
        {
        }
    }

    // Steps of several tables commit one after the other; here there is one.
    bool Committed(Task<bool> step)
    {
        volume.Commit();
        return step.GetAwaiter().GetResult();
    }

    long CountExpiring() => Count("SELECT count(*) FROM item WHERE expires IS NOT NULL");

    long Count(string sql) => volume.Run(transaction =>
    {
        var select = transaction.Session.Prepare(sql);
        Assert.True(select.Step());
        var count = select.Int64(0);
        select.Reset();
        return count;
    });
}
