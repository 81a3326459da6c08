using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>A controller of whatever kind.</summary>
interface IControllerHost
{
    /// <summary>Works for one term.</summary>
    /// <param name="intake">No object is taken up any more once it fires; what is under way goes on.</param>
    /// <param name="work">What is under way is cancelled.</param>
    Task RunAsync(CancellationToken intake, CancellationToken work);
}

/// <summary>
/// The workers of one controller, for as long as this process leads. The queue holds keys; the object is read from
/// the cache when its turn comes, so many events cost one look. Each term has a queue of its own, which begins with
/// everything the cache holds.
/// </summary>
sealed partial class ControllerHost<TEntity>(
    ControllerParts<TEntity> parts,
    OperatorSettings settings,
    TimeProvider time,
    OperatorMetrics metrics,
    Health health,
    ILogger logger) : IControllerHost
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    static readonly string Name = ApiResource.Of<TEntity>().Kind.ToLowerInvariant();

    /// <summary>How much longer than its timeout a reconcile may take before the process is taken for hung.</summary>
    static readonly TimeSpan Unheeded = TimeSpan.FromMinutes(3);

    public async Task RunAsync(CancellationToken intake, CancellationToken work)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(intake, work);
        try
        {
            await parts.Store.WaitForSyncAsync(either.Token);
            foreach (var trigger in parts.Triggers)
            {
                await trigger.WaitForSyncAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return;
        }

        using var queue = new WorkQueue<ObjectKey>(Name, time, metrics);
        await using var shut = either.Token.Register(queue.Shut);
        var reconciler = parts.NewReconciler();
        List<IDisposable> subscriptions =
        [
            new Subscription<TEntity>(parts.Store, (before, now) =>
            {
                reconciler.Notice(before, now);
                queue.Add(ObjectKey.Of((now ?? before)!));
            }),
            .. parts.Triggers.Select(trigger => trigger.Subscribe(key => queue.Add(key))),
        ];
        parts.Queue.Current = queue;
        try
        {
            AddAll(queue);
            await using var resync = time.CreateTimer(
                _ => AddAll(queue), null, settings.ResyncEvery, settings.ResyncEvery);
            await Task.WhenAll(Enumerable.Range(0, parts.ConcurrencyMax)
                .Select(worker => WorkAsync(worker, queue, reconciler, work)));
        }
        finally
        {
            parts.Queue.Current = null;
            subscriptions.ForEach(subscription => subscription.Dispose());
        }
    }

    void AddAll(WorkQueue<ObjectKey> queue)
    {
        foreach (var entity in parts.Store.List())
        {
            queue.Add(ObjectKey.Of(entity), QueuePriority.Low);
        }
    }

    async Task WorkAsync(
        int worker, WorkQueue<ObjectKey> queue, Reconciler<TEntity> reconciler, CancellationToken work)
    {
        await Task.Yield(); // the first objects are not looked at before all workers are there
        var pulse = health.Loop($"worker {Name} {worker}", settings.ReconcileTimeout + Unheeded);
        while (true)
        {
            pulse.Rest();
            var (isShut, key) = await queue.TakeAsync(CancellationToken.None);
            if (isShut)
            {
                return;
            }

            pulse.Beat();
            try
            {
                await LookAsync(key, queue, reconciler, work);
            }
            finally
            {
                queue.Done(key);
            }
        }
    }

    async Task LookAsync(
        ObjectKey key, WorkQueue<ObjectKey> queue, Reconciler<TEntity> reconciler, CancellationToken work)
    {
        using var timeout = new CancellationTokenSource(settings.ReconcileTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(work, timeout.Token);
        var began = time.GetTimestamp();
        metrics.ActiveWorkers.WithLabels(Name).Inc();
        string outcome;
        try
        {
            var entity = parts.Store.Get(key.Namespace, key.Name);
            outcome = After(key, await reconciler.ReconcileAsync(key, entity, either.Token), queue);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            outcome = "cancelled";
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested)
        {
            LogTimeout(late, Name, key, settings.ReconcileTimeout.TotalSeconds);
            queue.AddRateLimited(key);
            outcome = "error";
        }
        catch (TerminalException final)
        {
            LogTerminal(final, Name, key);
            queue.Forget(key);
            outcome = "error";
        }
        catch (ConflictException conflict)
        {
            LogConflict(Name, key, conflict.Message);
            queue.AddRateLimited(key);
            outcome = "error";
        }
        catch (Exception failure)
        {
            LogFailed(failure, Name, key);
            queue.AddRateLimited(key);
            outcome = "error";
        }

        metrics.ActiveWorkers.WithLabels(Name).Dec();
        metrics.ReconcileSeconds.WithLabels(Name).Observe(time.GetElapsedTime(began).TotalSeconds);
        metrics.Reconciles.WithLabels(Name, outcome).Inc();
        if (outcome == "error")
        {
            metrics.ReconcileErrors.WithLabels(Name).Inc();
        }
    }

    /// <returns>The result as the metrics name it.</returns>
    string After(ObjectKey key, ReconciliationResult<TEntity>? result, WorkQueue<ObjectKey> queue)
    {
        if (result is null)
        {
            queue.Drop(key);
            return "success";
        }

        if (result.IsSuccess)
        {
            queue.Forget(key);
            if (result.RequeueAfter is { } later)
            {
                queue.AddAfter(key, later);
                return "requeue_after";
            }

            return "success";
        }

        LogFailure(result.Error, Name, key, result.ErrorMessage!);
        if (result.RequeueAfter is { } again)
        {
            queue.AddAfter(key, again);
        }
        else
        {
            queue.AddRateLimited(key);
        }

        return "error";
    }

    [LoggerMessage(110, LogLevel.Error, "Reconciling {Controller} {Key} failed; it is tried again")]
    partial void LogFailed(Exception failure, string controller, ObjectKey key);

    [LoggerMessage(111, LogLevel.Warning, "Reconciling {Controller} {Key}: {Message}")]
    partial void LogFailure(Exception? failure, string controller, ObjectKey key, string message);

    [LoggerMessage(112, LogLevel.Error, "Reconciling {Controller} {Key} failed for good; it rests until it changes")]
    partial void LogTerminal(Exception failure, string controller, ObjectKey key);

    [LoggerMessage(113, LogLevel.Information, "Reconciling {Controller} {Key} met a newer version: {Message}")]
    partial void LogConflict(string controller, ObjectKey key, string message);

    [LoggerMessage(114, LogLevel.Error, "Reconciling {Controller} {Key} took over {Seconds} s; it is tried again")]
    partial void LogTimeout(Exception failure, string controller, ObjectKey key, double seconds);
}

/// <summary>What belongs to one controller.</summary>
sealed record ControllerParts<TEntity>(
    Store<TEntity> Store,
    EntityQueue<TEntity> Queue,
    IReadOnlyList<ITrigger> Triggers,
    int ConcurrencyMax,
    Func<Reconciler<TEntity>> NewReconciler)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
