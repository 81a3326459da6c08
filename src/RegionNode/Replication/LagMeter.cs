namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// How long a change takes from its commit at the source to its place here, measured on this region's monotonic
/// clock alone. Two things are known: what a batch has waited at the source, how long its way may have taken,
/// and when it was durable here; and, from a probe that came back, that all which the source had when the probe
/// was sent is here. While this region is behind, or hears nothing, the second goes on growing, so a stream that
/// stands still is never reported as without lag.
/// </summary>
sealed class LagMeter(TimeProvider time)
{
    readonly Lock gate = new();
    TimeSpan roundTrip;
    TimeSpan recent, before;
    long windowBegan;
    long? heardAt;
    long? firstHeardAt;
    long? complete;
    bool isBehind;

    /// <summary>A probe came back with a heartbeat.</summary>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="held">How long the source had it.</param>
    /// <param name="receivedAt">When it came back; it may have waited here since.</param>
    /// <param name="isComplete">All that the source had when it sent the heartbeat is durable here.</param>
    public void ProbeReturned(long sentAt, TimeSpan held, long receivedAt, bool isComplete)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            firstHeardAt ??= now;
            heardAt = now;
            roundTrip = Positive(time.GetElapsedTime(sentAt, receivedAt) - held);
            isBehind = !isComplete;
            if (isComplete)
            {
                complete = Math.Max(complete ?? sentAt, sentAt);
                Sample(roundTrip + time.GetElapsedTime(receivedAt, now), now);
            }
        }
    }

    /// <summary>All that the source had when a probe came back is durable here by now.</summary>
    /// <param name="sentAt">When that probe was sent.</param>
    public void Proven(long sentAt)
    {
        lock (gate)
        {
            complete = Math.Max(complete ?? sentAt, sentAt);
        }
    }

    /// <summary>A batch of records is durable here.</summary>
    /// <param name="age">What the oldest had waited at the source when it was sent.</param>
    /// <param name="receivedAt">When the batch came in.</param>
    public void Applied(TimeSpan age, long receivedAt, bool isComplete)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            firstHeardAt ??= now;
            heardAt = now;
            isBehind = !isComplete;
            Sample(age + roundTrip + time.GetElapsedTime(receivedAt, now), now);
        }
    }

    /// <summary>Milliseconds, rounded up, never 0; null before the source was first heard.</summary>
    public long? LagMs()
    {
        lock (gate)
        {
            if (heardAt is not { } heard)
            {
                return null;
            }

            var now = time.GetTimestamp();
            var lag = recent > before ? recent : before;
            var unproven = time.GetElapsedTime(complete ?? firstHeardAt ?? heard, now);

            // What comes may have been long on its way, on a link that was faster when it was measured last.
            if (isBehind
                || time.GetElapsedTime(heard, now) > ReplicationTimes.Silence
                || unproven > lag + ReplicationTimes.Silence + ReplicationTimes.Heartbeat)
            {
                lag = unproven > lag ? unproven : lag;
            }

            return Math.Max(1, (long)Math.Ceiling(lag.TotalMilliseconds));
        }
    }

    static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    // The highest of the last two seconds or so: a figure that a person can read, and that a burst cannot hide in.
    void Sample(TimeSpan delay, long now)
    {
        if (time.GetElapsedTime(windowBegan, now) > ReplicationTimes.Heartbeat)
        {
            (before, recent, windowBegan) = (recent, TimeSpan.Zero, now);
        }

        recent = delay > recent ? delay : recent;
    }
}
