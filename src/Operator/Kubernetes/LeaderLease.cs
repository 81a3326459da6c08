namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// At most one process leads. A Lease names the leader; every write of it names the version it replaces, so of two
/// that write at once one is refused.
///
/// Nobody reads a clock that another process wrote. A candidate takes a lease over when it has itself seen it
/// unchanged for the lease's duration. The holder counts from before it sent its last renewal, which is before anybody
/// saw it, and stops its work when the deadline, shorter than the duration, has passed: so it has stopped before
/// another begins, whatever becomes of requests and answers on the way.
///
/// What breaks it: clocks that differ in speed by more than deadline and duration do, and work that ignores its token.
/// </summary>
sealed partial class LeaderLease
{
    readonly ILeaseStore store;
    readonly string identity;
    readonly LeaseTimes times;
    readonly TimeProvider time;
    readonly Chance chance;
    readonly ILogger logger;
    LeaseState? seen;
    long seenAt;

    /// <exception cref="ArgumentException">The times would let two lead at once.</exception>
    public LeaderLease(
        ILeaseStore store, string identity, LeaseTimes times, TimeProvider time, Chance chance, ILogger logger)
    {
        times.Check();
        (this.store, this.identity, this.times) = (store, identity, times);
        (this.time, this.chance, this.logger) = (time, chance, logger);
    }

    /// <summary>Beats with every attempt; rests never: a lease that is not looked at is lost.</summary>
    public Pulse? Pulse { get; init; }

    TimeSpan RequestTimeout => times.RenewDeadline / 4;

    /// <summary>
    /// Leads whenever it can, until told to stop. The work is given a token that fires before the lease can be
    /// another's; told to stop, it may take its time: the lease is renewed until it ends, then given back.
    /// </summary>
    /// <param name="leadAsync">The work of one term; a failure of it ends this method too.</param>
    public async Task RunAsync(Func<CancellationToken, Task> leadAsync, CancellationToken stopping)
    {
        while (await AcquireAsync(stopping) is { } sent)
        {
            using var term = new LeadershipToken(sent, times.RenewDeadline, time);
            LogLeading(identity);
            var work = leadAsync(term.Token);
            await RenewUntilAsync(work, term);
            if (!term.IsLost)
            {
                await ReleaseAsync();
                await work;
                return;
            }

            LogLost(identity);
            await EndAsync(work);
        }
    }

    /// <returns>When the request was sent that got the lease; null when told to stop.</returns>
    async Task<long?> AcquireAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await AttemptAsync(RequestTimeout, stopping) is { } sent)
                {
                    return sent;
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogAttemptFailed(failure, identity);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            // Chance keeps candidates from coming at the same moment for ever.
            await Task.Delay(chance.Between(times.RetryEvery, times.RetryEvery * 1.2), time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    async Task RenewUntilAsync(Task work, LeadershipToken term)
    {
        var pause = times.RenewEvery;
        while (true)
        {
            using var timer = new CancellationTokenSource();
            await Task.WhenAny(work, term.Ended, Task.Delay(pause, time, timer.Token));
            timer.Cancel();
            if (work.IsCompleted || term.IsLost)
            {
                return;
            }

            pause = await RenewAsync(term);
        }
    }

    /// <returns>How long until the next attempt.</returns>
    async Task<TimeSpan> RenewAsync(LeadershipToken term)
    {
        try
        {
            if (await AttemptAsync(RequestTimeout, term.Token) is { } sent)
            {
                return term.TryExtend(sent) ? times.RenewEvery : times.RetryEvery;
            }

            if (seen?.Holder != identity)
            {
                LogTaken(seen?.Holder ?? "");
                term.Lose();
            }
        }
        catch (Exception failure)
        {
            LogAttemptFailed(failure, identity);
        }

        return times.RetryEvery;
    }

    /// <summary>One attempt to get the lease or to keep it.</summary>
    /// <returns>When the request was sent that made or left it ours; null when it is another's.</returns>
    async Task<long?> AttemptAsync(TimeSpan within, CancellationToken cancel)
    {
        Pulse?.Beat();
        using var timeout = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        if (seen?.Holder != identity)
        {
            See(await store.ReadAsync(either.Token));
        }

        try
        {
            return await WriteAsync(either.Token);
        }
        catch (ConflictException)
        {
            // Somebody was faster: another candidate, or a request of our own of which no answer came.
            See(await store.ReadAsync(either.Token));
        }

        try
        {
            return await WriteAsync(either.Token);
        }
        catch (ConflictException)
        {
            See(await store.ReadAsync(either.Token));
            return null;
        }
    }

    async Task<long?> WriteAsync(CancellationToken cancel)
    {
        if (seen is { Holder: not "" } other && other.Holder != identity && !IsExpired(other))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var renewed = seen is { } held && held.Holder == identity
            ? held with { RenewTime = now, Duration = times.Duration }
            : new(identity, times.Duration, now, now, seen is null ? 0 : seen.Transitions + 1, seen?.Version);
        var sent = time.GetTimestamp();
        See(await store.WriteAsync(renewed, cancel));
        return sent;
    }

    /// <summary>Given back, the lease need not run out before another can lead.</summary>
    async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        try
        {
            // Read first: a renewal that was never answered may have been written all the same.
            See(await store.ReadAsync(timeout.Token));
            if (seen is { } held && held.Holder == identity)
            {
                var free = held with { Holder = "", Duration = TimeSpan.FromSeconds(1), RenewTime = time.GetUtcNow() };
                See(await store.WriteAsync(free, timeout.Token));
                LogReleased(identity);
            }
        }
        catch (Exception failure)
        {
            LogReleaseFailed(failure, identity);
        }
    }

    /// <summary>Waits for work whose token has fired.</summary>
    async Task EndAsync(Task work)
    {
        using var timer = new CancellationTokenSource();
        if (await Task.WhenAny(work, Task.Delay(times.Duration - times.RenewDeadline, time, timer.Token)) != work)
        {
            LogStillWorking(identity);
        }

        timer.Cancel();
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }
    }

    void See(LeaseState? lease)
    {
        if (lease is null || seen is null || lease.Version != seen.Version)
        {
            seenAt = time.GetTimestamp();
        }

        seen = lease;
    }

    bool IsExpired(LeaseState lease) => time.GetElapsedTime(seenAt)
        >= (lease.Duration > TimeSpan.Zero ? lease.Duration : times.Duration);

    [LoggerMessage(130, LogLevel.Information, "{Identity} leads")]
    partial void LogLeading(string identity);

    [LoggerMessage(131, LogLevel.Warning, "{Identity} no longer leads: its lease was not renewed, or was taken")]
    partial void LogLost(string identity);

    [LoggerMessage(132, LogLevel.Warning, "{Identity} cannot get or keep the lease; there is a next attempt")]
    partial void LogAttemptFailed(Exception failure, string identity);

    [LoggerMessage(133, LogLevel.Warning, "The lease is held by {Holder}")]
    partial void LogTaken(string holder);

    [LoggerMessage(134, LogLevel.Information, "{Identity} gave the lease back")]
    partial void LogReleased(string identity);

    [LoggerMessage(135, LogLevel.Warning, "{Identity} could not give the lease back; it runs out by itself")]
    partial void LogReleaseFailed(Exception failure, string identity);

    [LoggerMessage(136, LogLevel.Error, "Work of {Identity} goes on although it no longer leads: it ignores its token")]
    partial void LogStillWorking(string identity);
}
