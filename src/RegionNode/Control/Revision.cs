namespace GlobalTables.RegionNode.Control;

/// <summary>Counts the changes of this region's state, and lets a reader wait for the next one.</summary>
sealed class Revision(TimeProvider time)
{
    readonly Lock gate = new();
    TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long current = 1;

    public long Current => Volatile.Read(ref current);

    public void Advance()
    {
        TaskCompletionSource reached;
        lock (gate)
        {
            current++;
            reached = next;
            next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        reached.TrySetResult();
    }

    /// <summary>Answers when there is a revision other than the one seen, or when the time is up.</summary>
    public async Task WaitAsync(long seen, TimeSpan atMost, CancellationToken cancel)
    {
        Task changed;
        lock (gate)
        {
            if (current != seen)
            {
                return;
            }

            changed = next.Task;
        }

        await changed.WaitAsync(atMost, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
