using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Records from beyond the clock bound (rule 13).</summary>
public sealed class ParkedRecordsTests : IDisposable
{
    static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(500);

    readonly World world = new(3, ReadBounds.Default);
    readonly WorldRegion ahead, other, third;

    public ParkedRecordsTests()
    {
        world.MaxClockOffset = Bound;
        world.Found("ahead", "other", "third");
        (ahead, other, third) = (world.Regions[0], world.Regions[1], world.Regions[2]);
        foreach (var region in world.Regions)
        {
            region.Time.SetWall(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        }

        ahead.Time.Advance(TimeSpan.FromSeconds(10));
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_write_from_the_future_waits_and_is_not_claimed_and_comes_in_its_time()
    {
        ahead.Write("k", """{"v":{"N":"1"}}""");
        await world.CarryAllAsync(world.Stream(other, ahead));
        Assert.Empty(other.Rows());
        Assert.Equal(0, other.Positions.Covered.Of(ahead.Table.Log));
        Assert.Equal(1, other.Positions.Cursors[ahead.Table.Log]);

        // This region's own clock was not drawn along.
        var own = other.Write("own", "{}")!;
        Assert.True(own.Time < ahead.Rows()[0].Time);
        Assert.False(await ReleaseAsync(other));

        other.Restart(crashes: true);
        other.Time.Advance(TimeSpan.FromSeconds(9.5));
        Assert.True(await ReleaseAsync(other));
        Assert.Equal(2, other.Rows().Count);
        Assert.Equal(1, other.Positions.Covered.Of(ahead.Table.Log));
        Assert.False(await ReleaseAsync(other));
    }

    [Fact]
    public async Task What_stands_in_for_a_write_is_not_claimed_for_it_while_it_is_parked()
    {
        // OTHER's write is overwritten by one from the future, which then stands in for it.
        other.Write("k", """{"v":{"N":"1"}}""");
        await world.CarryAllAsync(world.Stream(ahead, other));
        ahead.Write("k", """{"v":{"N":"2"}}""");
        await world.CarryAllAsync(world.Stream(other, ahead));
        other.Time.Advance(TimeSpan.FromSeconds(9.6));
        Assert.True(await ReleaseAsync(other));
        Assert.Equal("ahead", Assert.Single(other.Rows()).LogRegion);

        await world.CarryAllAsync(world.Stream(third, other));
        Assert.Empty(third.Rows());
        Assert.Equal(0, third.Positions.Covered.Of(other.Table.Log));
        third.Time.Advance(TimeSpan.FromSeconds(9.6));
        Assert.True(await ReleaseAsync(third));
        Assert.Equal(1, third.Positions.Covered.Of(other.Table.Log));
        Assert.Equal("ahead", Assert.Single(third.Rows()).LogRegion);
    }

    [Fact]
    public async Task What_was_claimed_before_stays_claimed()
    {
        ahead.Time.SetWall(other.Time.GetUtcNow());
        ahead.Write("now", "{}");
        await world.CarryAllAsync(world.Stream(other, ahead));
        ahead.Time.SetWall(other.Time.GetUtcNow() + TimeSpan.FromSeconds(20));
        ahead.Write("later", "{}");
        await world.CarryAllAsync(world.Stream(other, ahead));
        Assert.Equal(1, other.Positions.Covered.Of(ahead.Table.Log));
        Assert.Equal("now"u8.ToArray(), Assert.Single(other.Rows()).Sort);
    }

    [Fact]
    public async Task A_difference_that_brought_what_is_parked_is_not_asked_for_again_until_there_is_more()
    {
        ahead.Write("k", """{"v":{"N":"1"}}""");
        other.Time.Advance(TimeSpan.FromSeconds(9.6));
        await world.CarryAllAsync(world.Stream(other, ahead));
        Assert.Single(other.Rows());

        // THIRD cannot reach AHEAD, and has its write from OTHER.
        _ = world.Stream(third, ahead);
        world.Break(ahead);
        third.Time.SetWall(other.Time.GetUtcNow() - TimeSpan.FromSeconds(60));
        var stream = world.Stream(third, other);
        Assert.Equal(1, await DifferencesAsync(stream, seconds: 12));
        Assert.Equal(0, third.Positions.Covered.Of(ahead.Table.Log));
        third.Restart(crashes: true);
        world.Break(third);
        _ = world.Stream(third, ahead);
        world.Break(ahead);
        stream = world.Stream(third, other);
        Assert.Equal(0, await DifferencesAsync(stream, seconds: 12));

        // What OTHER has more of that log is asked for.
        ahead.Write("l", """{"v":{"N":"2"}}""");
        other.Time.Advance(TimeSpan.FromSeconds(30));
        await world.CarryAllAsync(world.Stream(other, ahead));
        world.Break(ahead);
        Assert.Equal(1, await DifferencesAsync(stream, seconds: 3));

        third.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(await ReleaseAsync(third));
        Assert.Equal(2, third.Rows().Count);
        Assert.Equal(2, third.Positions.Covered.Of(ahead.Table.Log));
    }

    async Task<int> DifferencesAsync(WorldStream stream, int seconds)
    {
        var before = stream.Sent.Count;
        for (var second = 0; second < seconds; second++)
        {
            stream.Heartbeat();
            await world.CarryAllAsync(stream);
            stream.Reader.Time.Advance(ReplicationTimes.Heartbeat);
        }

        return stream.Sent.Skip(before).Count(bytes => WorldStream.Parse(bytes, "other") is SourceMessage.Chunk);
    }

    static Task<bool> ReleaseAsync(WorldRegion region) => region.Volume.Parked.ReleaseOnceAsync(default);
}
