namespace GlobalTables.Operator.Kubernetes;

/// <summary>All that an operator runs.</summary>
sealed record OperatorParts(
    IEnumerable<IInformer> Informers,
    IEnumerable<IControllerHost> Controllers,
    IEnumerable<ILeaderService> Services,
    EventRecorder Events,
    LeaderLease Lease,
    OperatorMetrics Metrics);

/// <summary>
/// The life of an operator. Its caches fill from the start, on the standby too; workers and leader services run while
/// it leads. Told to stop, it takes up nothing more, lets what is under way end, cancels what does not, and gives the
/// lease back last.
/// </summary>
sealed partial class OperatorHost : BackgroundService
{
    static readonly TimeSpan RestartLeast = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RestartMost = TimeSpan.FromMinutes(1);

    readonly OperatorParts parts;
    readonly OperatorSettings settings;
    readonly TimeProvider time;
    readonly Chance chance;
    readonly ILogger logger;

    public OperatorHost(
        OperatorParts parts, OperatorSettings settings, TimeProvider time, Chance chance, ILogger<OperatorHost> logger)
    {
        (this.parts, this.settings) = (parts, settings);
        (this.time, this.chance, this.logger) = (time, chance, logger);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ended = new CancellationTokenSource();
        var background = Task.WhenAll(
        [
            .. parts.Informers.Select(informer => informer.RunAsync(ended.Token)),
            parts.Events.RunAsync(ended.Token),
        ]);
        try
        {
            await (settings.LeaderElection == LeaderElectionType.None
                ? LeadAsync(CancellationToken.None, stoppingToken)
                : parts.Lease.RunAsync(leading => LeadAsync(leading, stoppingToken), stoppingToken));
        }
        finally
        {
            await ended.CancelAsync();
            await background;
        }
    }

    /// <summary>One term: until leadership is lost, or, told to stop, until the work has ended.</summary>
    async Task LeadAsync(CancellationToken leading, CancellationToken stopping)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(leading);
        await using var drain = time.CreateTimer(
            _ => work.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var draining = stopping.Register(
            () => drain.Change(settings.DrainTimeout, Timeout.InfiniteTimeSpan));
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(work.Token, stopping);
        parts.Metrics.Leading.WithLabels(settings.Name).Set(1);
        try
        {
            await Task.WhenAll(
            [
                Task.Delay(Timeout.InfiniteTimeSpan, time, idle.Token), // also when there is nothing to run
                .. parts.Controllers.Select(controller => controller.RunAsync(stopping, work.Token)),
                .. parts.Services.Select(service => ServeAsync(service, idle.Token)),
                UntilCancelledAsync(idle.Token),
            ]);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested)
        {
            // As it was told; all of it has ended.
        }
        finally
        {
            parts.Metrics.Leading.WithLabels(settings.Name).Set(0);
        }
    }

    /// <summary>A term goes on though there is nothing to do in it: the caches may be all that is wanted.</summary>
    async Task UntilCancelledAsync(CancellationToken cancel) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Runs a leader service until it returns; one that fails is called again.</summary>
    async Task ServeAsync(ILeaderService service, CancellationToken leading)
    {
        await Task.Yield(); // services and controllers begin together
        var backoff = new Backoff(RestartLeast, RestartMost, chance);
        try
        {
            foreach (var informer in parts.Informers)
            {
                await informer.WaitForSyncAsync(leading);
            }

            while (true)
            {
                var began = time.GetTimestamp();
                try
                {
                    await service.RunAsync(leading);
                    return;
                }
                catch (Exception failure) when (!leading.IsCancellationRequested)
                {
                    if (time.GetElapsedTime(began) > RestartMost)
                    {
                        backoff.Reset();
                    }

                    var pause = backoff.Next();
                    LogServiceFailed(failure, service.GetType().Name, pause.TotalSeconds);
                    await Task.Delay(pause, time, leading);
                }
            }
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            // As it was told.
        }
        catch (Exception failure)
        {
            LogServiceFailed(failure, service.GetType().Name, 0);
        }
    }

    [LoggerMessage(150, LogLevel.Error, "The leader service {Service} failed; it is called again in {Seconds:0.0} s")]
    partial void LogServiceFailed(Exception failure, string service, double seconds);
}
