namespace GlobalTables.Operator.Tests;

/// <summary>
/// Time that passes when a test says so. Timers run on the thread that advances it, each at its own moment and in
/// order, so that what one sets off can set another that is due as well.
/// </summary>
sealed class ManualTime : TimeProvider
{
    readonly Lock gate = new();
    readonly List<ManualTimer> timers = [];
    DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    long elapsed = TimeSpan.TicksPerHour;
    long order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are set.</summary>
    public int Timers
    {
        get
        {
            lock (gate)
            {
                return timers.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => Volatile.Read(ref elapsed);

    public void Advance(TimeSpan by)
    {
        var until = elapsed + by.Ticks;
        while (TakeDue(until) is { } timer)
        {
            Inline.Run(timer.Fire);
        }

        lock (gate)
        {
            MoveTo(until);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    ManualTimer? TakeDue(long until)
    {
        lock (gate)
        {
            var timer = timers.Where(one => one.Due <= until).MinBy(one => (one.Due, one.Order));
            if (timer is null)
            {
                return null;
            }

            timers.Remove(timer);
            MoveTo(Math.Max(timer.Due, elapsed));
            if (timer.Period > 0)
            {
                timer.Due += timer.Period;
                timers.Add(timer);
            }

            return timer;
        }
    }

    void MoveTo(long ticks)
    {
        now += TimeSpan.FromTicks(ticks - elapsed);
        Volatile.Write(ref elapsed, ticks);
    }

    sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; set; }

        public long Order { get; private set; }

        public long Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                owner.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = owner.elapsed + dueTime.Ticks;
                    Order = owner.order++;
                    Period = period > TimeSpan.Zero ? period.Ticks : 0;
                    owner.timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
