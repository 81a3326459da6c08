namespace GlobalTables.Operator.Kubernetes;

enum QueuePriority
{
    /// <summary>Something happened.</summary>
    Usual,

    /// <summary>The first list and the resync: behind everything that happened.</summary>
    Low,
}

/// <summary>
/// Keys that are to be looked at. A key is <i>dirty</i> from when it is added until a worker takes it, and
/// <i>in work</i> from then until it is done. It waits at most once, however often it is added; one that is added
/// while in work waits until that is done. So a key is never in two hands, and nothing that happened after a worker
/// took it is lost.
/// </summary>
sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    static readonly TimeSpan DelayMax = TimeSpan.FromDays(365);

    readonly Lock gate = new();
    readonly string name;
    readonly TimeProvider time;
    readonly OperatorMetrics metrics;
    readonly Dictionary<TKey, Waiting> dirty = [];
    readonly HashSet<TKey> inWork = [];
    readonly Queue<TKey> usual = new();
    readonly Queue<TKey> low = new();
    readonly DelayedKeys<TKey> delayed = new();
    readonly RetryDelays<TKey> retries;
    readonly SemaphoreSlim available = new(0);
    readonly ITimer timer;
    bool isShut;

    public WorkQueue(string name, TimeProvider time, OperatorMetrics metrics)
    {
        this.name = name;
        this.time = time;
        this.metrics = metrics;
        retries = new(time);
        timer = time.CreateTimer(_ => TakeDelayed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys that wait for a worker now; not those that wait for their time.</summary>
    public int Depth
    {
        get
        {
            lock (gate)
            {
                return dirty.Count;
            }
        }
    }

    public void Add(TKey key, QueuePriority priority = QueuePriority.Usual)
    {
        lock (gate)
        {
            AddLocked(key, priority);
        }
    }

    /// <summary>Of several deadlines for a key the earliest stands, whatever else happens to the key.</summary>
    public void AddAfter(TKey key, TimeSpan after)
    {
        lock (gate)
        {
            DelayLocked(key, after);
        }
    }

    /// <summary>Puts a key back that failed.</summary>
    public void AddRateLimited(TKey key)
    {
        lock (gate)
        {
            metrics.QueueRetries.WithLabels(name).Inc();
            DelayLocked(key, retries.Next(key));
        }
    }

    /// <summary>The key's failures no longer count.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            retries.Forget(key);
        }
    }

    /// <summary>Nobody is waiting for the key any more: its failures and its deadline go.</summary>
    public void Drop(TKey key)
    {
        lock (gate)
        {
            retries.Forget(key);
            delayed.Remove(key);
        }
    }

    /// <summary>Waits for a key; whoever gets one says <see cref="Done"/> when through with it.</summary>
    /// <returns>Nothing more to come: the queue is shut.</returns>
    public async ValueTask<(bool IsShut, TKey Key)> TakeAsync(CancellationToken cancel)
    {
        while (true)
        {
            await available.WaitAsync(cancel);
            if (TryTake(out var key))
            {
                return (false, key);
            }

            lock (gate)
            {
                if (isShut)
                {
                    available.Release(); // for the next who waits
                    return (true, default!);
                }
            }
        }
    }

    /// <summary>A key, if there is one now.</summary>
    public bool TryTake(out TKey key)
    {
        lock (gate)
        {
            return TryTakeLocked(out key);
        }
    }

    public void Done(TKey key)
    {
        lock (gate)
        {
            inWork.Remove(key);
            if (dirty.TryGetValue(key, out var waiting))
            {
                PushLocked(key, waiting.Priority);
            }
        }
    }

    /// <summary>No key is given out any more, nor taken in.</summary>
    public void Shut()
    {
        lock (gate)
        {
            if (!isShut)
            {
                isShut = true;
                dirty.Clear();
                metrics.QueueDepth.WithLabels(name).Set(0);
                available.Release();
            }
        }

        timer.Dispose();
    }

    public void Dispose() => Shut();

    void AddLocked(TKey key, QueuePriority priority)
    {
        if (isShut)
        {
            return;
        }

        if (dirty.TryGetValue(key, out var waiting))
        {
            if (priority < waiting.Priority)
            {
                dirty[key] = waiting with { Priority = priority };
                if (!inWork.Contains(key))
                {
                    PushLocked(key, priority); // its place among the others is skipped when it comes up
                }
            }

            return;
        }

        dirty.Add(key, new(priority, time.GetTimestamp()));
        metrics.QueueAdds.WithLabels(name).Inc();
        metrics.QueueDepth.WithLabels(name).Set(dirty.Count);
        if (!inWork.Contains(key))
        {
            PushLocked(key, priority);
        }
    }

    void PushLocked(TKey key, QueuePriority priority)
    {
        (priority == QueuePriority.Usual ? usual : low).Enqueue(key);
        available.Release();
    }

    bool TryTakeLocked(out TKey key)
    {
        while (usual.TryDequeue(out key!) || low.TryDequeue(out key!))
        {
            if (!inWork.Contains(key) && dirty.Remove(key, out var waited))
            {
                inWork.Add(key);
                metrics.QueueDepth.WithLabels(name).Set(dirty.Count);
                metrics.QueueSeconds.WithLabels(name).Observe(time.GetElapsedTime(waited.Since).TotalSeconds);
                return true;
            }
        }

        return false;
    }

    void DelayLocked(TKey key, TimeSpan after)
    {
        if (isShut)
        {
            return;
        }

        if (after <= TimeSpan.Zero)
        {
            AddLocked(key, QueuePriority.Usual);
            return;
        }

        var seconds = Math.Min(after.TotalSeconds, DelayMax.TotalSeconds);
        delayed.Add(key, time.GetTimestamp() + (long)(seconds * time.TimestampFrequency));
        SetTimerLocked();
    }

    void TakeDelayed()
    {
        lock (gate)
        {
            while (!isShut && delayed.TryTake(time.GetTimestamp(), out var key))
            {
                AddLocked(key, QueuePriority.Usual);
            }

            SetTimerLocked();
        }
    }

    void SetTimerLocked()
    {
        if (!isShut && delayed.Earliest is { } deadline)
        {
            var wait = time.GetElapsedTime(time.GetTimestamp(), deadline);
            // A timer may fire a little early, and takes no more than 49 days: it is set anew then.
            timer.Change(
                TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, int.MaxValue)),
                Timeout.InfiniteTimeSpan);
        }
    }

    readonly record struct Waiting(QueuePriority Priority, long Since);
}
