namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>Time as it truly passes; no region can see it.</summary>
sealed class TrueTime
{
    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public void Pass(TimeSpan span) => Now += span;
}

/// <summary>
/// One region's clocks: a monotonic one, which counts true time, and a wall clock, which drifts and jumps. Has no
/// timers: the simulator calls steps, and steps own none.
/// </summary>
sealed class SimulatedClock(TrueTime time, TimeSpan started) : TimeProvider
{
    static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    TimeSpan driftedFrom = time.Now;

    /// <summary>How far the wall clock is from true time.</summary>
    public TimeSpan Offset { get; private set; }

    /// <summary>How much faster the wall clock goes, in thousandths.</summary>
    public int DriftPerMille { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (time.Now + started).Ticks;

    public override DateTimeOffset GetUtcNow() => Epoch + time.Now + OffsetNow();

    /// <summary>Jumps to that distance from true time.</summary>
    public void Jump(TimeSpan to) => (Offset, driftedFrom) = (to, time.Now);

    /// <summary>Jumps ahead to that time, where it is not later already.</summary>
    public void CatchUp(DateTimeOffset to)
    {
        if (to > GetUtcNow())
        {
            Jump(OffsetNow() + (to - GetUtcNow()));
        }
    }

    public void Drift(int perMille)
    {
        Settle();
        DriftPerMille = perMille;
    }

    /// <summary>Shows true time again, as after a synchronisation.</summary>
    public void Synchronise()
    {
        (Offset, DriftPerMille, driftedFrom) = (TimeSpan.Zero, 0, time.Now);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("A step must not wait on a timer: the simulator decides when time passes.");

    TimeSpan OffsetNow() => Offset + ((time.Now - driftedFrom) / 1000 * DriftPerMille);

    void Settle()
    {
        Offset = OffsetNow();
        driftedFrom = time.Now;
    }
}
