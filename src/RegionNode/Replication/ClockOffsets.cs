namespace GlobalTables.RegionNode.Replication;

/// <summary>How far a peer's wall clock is ahead of this region's.</summary>
/// <param name="Ahead">Negative where the peer's is behind.</param>
/// <param name="Uncertainty">The truth is within so much of it.</param>
/// <param name="IsFresh">Heard within the last few heartbeats; else what was known last, carried on.</param>
readonly record struct ClockOffset(string Region, TimeSpan Ahead, TimeSpan Uncertainty, bool IsFresh);

/// <summary>
/// Compares this region's wall clock with those of its peers. A peer's heartbeat tells its wall time, and brings back
/// a probe: the peer read its clock some time within the probe's round trip, so half of that trip is the uncertainty,
/// as in NTP. What is remembered is the peer's clock against this region's monotonic one, so that a step of the own
/// wall clock shows at once and not with the next heartbeat.
/// </summary>
/// <remarks>Not safe for several threads.</remarks>
sealed class ClockOffsets(TimeProvider time)
{
    const int SamplesMax = 8;

    readonly SortedDictionary<string, List<Sample>> peers = new(StringComparer.Ordinal);

    /// <summary>This region's wall clock against its monotonic one: changes when somebody sets the clock.</summary>
    public TimeSpan OwnWall => Wall(time.GetUtcNow()) - Monotonic(time.GetTimestamp());

    /// <param name="wall">What the peer's clock showed when it sent the heartbeat.</param>
    /// <param name="roundTrip">Of the probe, without the time that the peer held it.</param>
    /// <param name="receivedAt">When the heartbeat came, on the monotonic clock.</param>
    public void Heard(string peer, DateTimeOffset wall, TimeSpan roundTrip, long receivedAt)
    {
        var half = roundTrip > TimeSpan.Zero ? roundTrip / 2 : TimeSpan.Zero;
        if (!peers.TryGetValue(peer, out var samples))
        {
            peers.Add(peer, samples = []);
        }

        if (samples.Count == SamplesMax)
        {
            samples.RemoveAt(0);
        }

        samples.Add(new(Wall(wall) + half - Monotonic(receivedAt), half, time.GetTimestamp()));
    }

    /// <summary>Forgets all peers but these.</summary>
    public void Keep(IReadOnlySet<string> regions)
    {
        foreach (var gone in peers.Keys.Where(peer => !regions.Contains(peer)).ToList())
        {
            peers.Remove(gone);
        }
    }

    /// <summary>What is known of each peer now, in the order of names.</summary>
    public IReadOnlyList<ClockOffset> Now()
    {
        var own = OwnWall;
        var now = time.GetTimestamp();
        return [.. peers.Select(peer => Of(peer.Key, peer.Value, own, now))];
    }

    // The most exact of the last samples that the newest one does not contradict: a slow probe says little, and need
    // not hide what a quick one has said a moment before.
    ClockOffset Of(string peer, List<Sample> samples, TimeSpan own, long now)
    {
        var newest = samples[^1];
        var isFresh = time.GetElapsedTime(newest.HeardAt, now) <= ReplicationTimes.ClockSampleKept;
        var best = newest;
        foreach (var sample in samples)
        {
            if (sample.Uncertainty < best.Uncertainty
                && time.GetElapsedTime(sample.HeardAt, newest.HeardAt) <= ReplicationTimes.ClockSampleKept
                && (sample.Wall - newest.Wall).Duration() <= sample.Uncertainty + newest.Uncertainty)
            {
                best = sample;
            }
        }

        return new(peer, best.Wall - own, best.Uncertainty, isFresh);
    }

    TimeSpan Monotonic(long timestamp) => time.GetElapsedTime(0, timestamp);

    static TimeSpan Wall(DateTimeOffset wall) => wall - DateTimeOffset.UnixEpoch;

    /// <param name="Wall">The peer's wall clock against this region's monotonic one.</param>
    readonly record struct Sample(TimeSpan Wall, TimeSpan Uncertainty, long HeardAt);
}
