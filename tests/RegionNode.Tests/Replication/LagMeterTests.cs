using GlobalTables.RegionNode.Replication;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class LagMeterTests
{
    readonly ManualTime time = new();
    readonly LagMeter lag;

    public LagMeterTests() => lag = new(time);

    [Fact]
    public void There_is_no_lag_to_tell_before_the_source_was_heard() => Assert.Null(lag.LagMs());

    [Fact]
    public void An_idle_stream_has_the_lag_of_its_round_trip_and_never_0()
    {
        for (var second = 0; second < 10; second++)
        {
            Probe(roundTripMs: 0, isComplete: true);
            Assert.Equal(1, lag.LagMs());
            Wait(1000);
            Assert.Equal(1, lag.LagMs());
        }

        Probe(roundTripMs: 40, heldMs: 900, isComplete: true);
        Assert.Equal(40, lag.LagMs());
    }

    [Fact]
    public void Lag_grows_while_the_source_is_silent_for_longer_than_two_heartbeats()
    {
        Probe(roundTripMs: 10, isComplete: true);
        Wait(1_990);
        Assert.Equal(10, lag.LagMs());
        Wait(2_000);
        Assert.InRange(lag.LagMs()!.Value, 3_900, 4_010);
        Wait(60_000);
        Assert.InRange(lag.LagMs()!.Value, 63_900, 64_010);
    }

    [Fact]
    public void Lag_grows_while_the_region_is_behind_though_it_hears_the_source()
    {
        Probe(roundTripMs: 10, isComplete: true);
        for (var second = 1; second <= 30; second++)
        {
            Wait(990);
            Probe(roundTripMs: 10, isComplete: false);
            Assert.InRange(lag.LagMs()!.Value, second * 1000, (second * 1000) + 20);
        }

        Probe(roundTripMs: 10, isComplete: true);
        Wait(1_001);
        Probe(roundTripMs: 10, isComplete: true);
        Wait(1_001);
        Probe(roundTripMs: 10, isComplete: true);
        Assert.InRange(lag.LagMs()!.Value, 1, 20);
    }

    [Fact]
    public void Lag_grows_from_the_first_message_on_where_the_region_was_never_complete()
    {
        for (var second = 0; second < 30; second++)
        {
            Probe(roundTripMs: 10, isComplete: false);
            Wait(990);
        }

        Assert.InRange(lag.LagMs()!.Value, 29_000, 30_100);
    }

    [Fact]
    public void A_batch_is_as_late_as_it_waited_there_travelled_and_waited_here()
    {
        Probe(roundTripMs: 10, isComplete: true);
        var receivedAt = time.GetTimestamp();
        Wait(25);
        lag.Applied(TimeSpan.FromMilliseconds(300), receivedAt, isComplete: true);
        Assert.Equal(335, lag.LagMs());
    }

    [Fact]
    public void A_burst_is_forgotten_after_about_two_seconds_of_calm()
    {
        Probe(roundTripMs: 1, isComplete: true);
        lag.Applied(TimeSpan.FromMilliseconds(700), time.GetTimestamp(), isComplete: true);
        Assert.Equal(701, lag.LagMs());
        for (var second = 0; second < 3; second++)
        {
            Wait(1_001);
            Probe(roundTripMs: 1, isComplete: true);
        }

        Assert.Equal(1, lag.LagMs());
    }

    [Fact]
    public void What_waits_here_before_it_is_taken_in_counts_once()
    {
        Probe(roundTripMs: 3, isComplete: true, waitedHereMs: 2_000);
        Assert.Equal(2_003, lag.LagMs());

        var receivedAt = time.GetTimestamp();
        Wait(2_000);
        lag.Applied(TimeSpan.FromMilliseconds(10), receivedAt, isComplete: true);
        Assert.Equal(2_013, lag.LagMs());
    }

    void Wait(int milliseconds) => time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    void Probe(int roundTripMs, bool isComplete, int heldMs = 0, int waitedHereMs = 0)
    {
        var sentAt = time.GetTimestamp();
        Wait(roundTripMs + heldMs);
        var receivedAt = time.GetTimestamp();
        Wait(waitedHereMs);
        lag.ProbeReturned(sentAt, TimeSpan.FromMilliseconds(heldMs), receivedAt, isComplete);
    }
}
