using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Versioning;

public sealed class HybridLogicalClockTests
{
    static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    readonly ManualTime time = new();

    [Fact]
    public void A_stamp_is_the_wall_clock_where_that_is_ahead()
    {
        time.SetWall(Noon);
        var clock = new HybridLogicalClock(time, HybridTimestamp.Zero);
        Assert.Equal(HybridTimestamp.At(Noon.ToUnixTimeMilliseconds()), clock.Stamp(HybridTimestamp.Zero));
    }

    [Fact]
    public void A_stamp_is_above_every_stamp_given_when_the_wall_clock_stands_still_or_goes_back()
    {
        time.SetWall(Noon);
        var clock = new HybridLogicalClock(time, HybridTimestamp.Zero);
        var before = clock.Stamp(HybridTimestamp.Zero);
        foreach (var wall in new[] { Noon, Noon, Noon.AddDays(-1), Noon.AddMilliseconds(-1), Noon })
        {
            time.SetWall(wall);
            var next = clock.Stamp(HybridTimestamp.Zero);
            Assert.True(next > before, $"{next} after {before}");
            before = next;
        }
    }

    [Fact]
    public void A_stamp_is_above_the_version_that_it_replaces_even_if_that_was_never_observed()
    {
        time.SetWall(Noon);
        var clock = new HybridLogicalClock(time, HybridTimestamp.Zero);
        var replaced = HybridTimestamp.At(Noon.AddHours(1).ToUnixTimeMilliseconds());
        var stamp = clock.Stamp(replaced);
        Assert.Equal(replaced.Next, stamp);
        Assert.True(clock.Stamp(HybridTimestamp.Zero) > stamp);
    }

    [Fact]
    public void A_stamp_is_above_what_was_observed()
    {
        time.SetWall(Noon);
        var clock = new HybridLogicalClock(time, HybridTimestamp.Zero);
        var seen = HybridTimestamp.At(Noon.AddSeconds(3).ToUnixTimeMilliseconds());
        clock.Observe(seen);
        Assert.True(clock.Stamp(HybridTimestamp.Zero) > seen);
    }

    [Fact]
    public void Observing_an_old_stamp_does_not_take_the_clock_back()
    {
        var clock = new HybridLogicalClock(time, new(500));
        clock.Observe(new(499));
        Assert.Equal(500, clock.Latest.Value);
    }

    [Fact]
    public void Stamps_stay_above_what_was_restored()
    {
        time.SetWall(DateTimeOffset.UnixEpoch);
        var clock = new HybridLogicalClock(time, HybridTimestamp.At(900));
        clock.Stamp(HybridTimestamp.Zero);
        clock.Restore(HybridTimestamp.At(900));
        Assert.Equal(HybridTimestamp.At(900).Next, clock.Stamp(HybridTimestamp.Zero));
    }

    [Fact]
    public void A_full_counter_runs_over_into_the_milliseconds()
    {
        var full = new HybridTimestamp((1000L << 16) + 0xffff);
        Assert.Equal((1000, 0xffff), (full.UnixMilliseconds, full.Counter));
        Assert.Equal((1001, 0), (full.Next.UnixMilliseconds, full.Next.Counter));
        Assert.True(full.Next > full);
    }
}
