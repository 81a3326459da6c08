namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// Keys with a deadline each, the earliest that was asked for: what wants a key to be looked at early must not be
/// put off by what wants it late. Not safe for several threads: the queue holds the lock.
/// </summary>
sealed class DelayedKeys<TKey>
    where TKey : notnull
{
    readonly PriorityQueue<TKey, long> heap = new();
    readonly Dictionary<TKey, long> deadlines = [];

    /// <summary>Null when there is none.</summary>
    public long? Earliest
    {
        get
        {
            DropStale();
            return heap.TryPeek(out _, out var deadline) ? deadline : null;
        }
    }

    public void Add(TKey key, long deadline)
    {
        if (deadlines.TryGetValue(key, out var before) && before <= deadline)
        {
            return;
        }

        deadlines[key] = deadline;
        heap.Enqueue(key, deadline);
        if (heap.Count > 2 * deadlines.Count + 16)
        {
            heap.Clear();
            heap.EnqueueRange(deadlines.Select(one => (one.Key, one.Value)));
        }
    }

    public void Remove(TKey key) => deadlines.Remove(key);

    /// <summary>Takes a key whose deadline has come.</summary>
    public bool TryTake(long now, out TKey key)
    {
        DropStale();
        if (heap.TryPeek(out key!, out var deadline) && deadline <= now)
        {
            heap.Dequeue();
            deadlines.Remove(key);
            return true;
        }

        return false;
    }

    /// <summary>What was brought forward, or removed, still lies in the heap.</summary>
    void DropStale()
    {
        while (heap.TryPeek(out var key, out var deadline)
            && !(deadlines.TryGetValue(key, out var current) && current == deadline))
        {
            heap.Dequeue();
        }
    }
}
