using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Every region expires what is due; they agree, and whoever has written meanwhile wins.</summary>
public sealed class ExpiryReplicationTests : IDisposable
{
    readonly World world = new(2, ReadBounds.Default);
    readonly WorldRegion a, b;

    public ExpiryReplicationTests()
    {
        world.Found("a", "b");
        (a, b) = (world.Regions[0], world.Regions[1]);
        foreach (var region in world.Regions)
        {
            region.Volume.Queue.RunAsync(
                transaction => region.Volume.Catalog.Change(
                    transaction, region.Table, region.Table.Definition with { TimeToLiveAttribute = "ends" }),
                CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task An_expiry_goes_to_the_other_regions_like_any_delete()
    {
        a.Write("k", Item(10));
        await world.SettleAsync(a, b);
        Advance(a, b);
        Assert.True(await ExpireAsync(a));
        Assert.False(Assert.Single(b.Rows()).IsTombstone);
        await world.SettleAsync(a, b);
        Assert.True(Assert.Single(b.Rows()).IsTombstone);
        Assert.False(await ExpireAsync(b));
        Assert.Equal(a.Rows()[0].Version, b.Rows()[0].Version);
    }

    [Fact]
    public async Task Regions_that_expire_it_at_once_agree_and_nothing_has_lost()
    {
        a.Write("k", Item(10));
        await world.SettleAsync(a, b);
        Advance(a, b);
        Assert.True(await ExpireAsync(a));
        Assert.True(await ExpireAsync(b));
        await world.SettleAsync(a, b);
        Assert.All([a, b], region => Assert.True(Assert.Single(region.Rows()).IsTombstone));
        Assert.Equal(a.Rows()[0].Time, b.Rows()[0].Time);
        Assert.All([a, b], region => Assert.Empty(region.Volume.Conflicts.ReadAfter(region.Table, 0, 10)));
    }

    [Fact]
    public async Task An_item_that_was_given_more_time_elsewhere_meanwhile_stays()
    {
        a.Write("k", Item(10));
        await world.SettleAsync(a, b);
        Advance(a);
        Assert.True(await ExpireAsync(a));
        b.Write("k", Item(1000));
        await world.SettleAsync(a, b);
        Assert.All([a, b], region => Assert.False(Assert.Single(region.Rows()).IsTombstone));
        Assert.Equal(a.Rows()[0].Version, b.Rows()[0].Version);
        Assert.False(await ExpireAsync(a));
    }

    [Fact]
    public async Task What_came_from_another_region_expires_here_when_that_one_is_away()
    {
        a.Write("k", Item(10));
        await world.SettleAsync(a, b);
        Advance(b);
        Assert.True(await ExpireAsync(b));
        Assert.True(Assert.Single(b.Rows()).IsTombstone);
    }

    static Task<bool> ExpireAsync(WorldRegion region) => region.Volume.Expiry.StepAsync(CancellationToken.None);

    static void Advance(params WorldRegion[] regions)
    {
        foreach (var region in regions)
        {
            region.Time.Advance(TimeSpan.FromSeconds(20));
        }
    }

    string Item(long seconds) => $$$"""{"ends":{"N":"{{{a.Time.GetUtcNow().ToUnixTimeSeconds() + seconds}}}"}}""";
}
