namespace GlobalTables.Operator.Tests;

/// <summary>
/// Runs what an action sets off on this thread, to its end, so that a test knows when it has happened: without the
/// test framework's context around, continuations are run where they are, and not handed to another thread.
/// </summary>
static class Inline
{
    public static void Run(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>As the task's own delay, which is cancelled on another thread.</summary>
    public static async Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken cancel)
    {
        var over = new TaskCompletionSource();
        await using var timer = time.CreateTimer(_ => over.TrySetResult(), null, delay, Timeout.InfiniteTimeSpan);
        await WaitAsync(over.Task, cancel);
    }

    /// <summary>As the task's own, which is cancelled on another thread.</summary>
    public static async Task WaitAsync(Task task, CancellationToken cancel)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancel.Register(() => cancelled.TrySetCanceled(cancel));
        await await Task.WhenAny(task, cancelled.Task);
    }
}
