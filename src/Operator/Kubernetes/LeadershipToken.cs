namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// One term of leadership. It ends by itself, on the monotonic clock, when it is not extended in time: also while a
/// renewal hangs, and before anybody else may take the lease.
/// </summary>
sealed class LeadershipToken : IDisposable
{
    readonly CancellationTokenSource source;
    readonly TaskCompletionSource ended = new();
    readonly TimeSpan deadline;
    readonly TimeProvider time;

    /// <param name="sent">When the request was sent that got the lease, a timestamp of the time's.</param>
    /// <param name="deadline">How long a request gives leadership, counted from when it was sent.</param>
    public LeadershipToken(long sent, TimeSpan deadline, TimeProvider time)
    {
        this.deadline = deadline;
        this.time = time;
        source = new(deadline, time);
        source.Token.Register(ended.SetResult);
        TryExtend(sent);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Completes when leadership is lost, after what was registered with the token.</summary>
    public Task Ended => ended.Task;

    public bool IsLost => source.IsCancellationRequested;

    /// <summary>False when it is too late.</summary>
    public bool TryExtend(long sent)
    {
        var left = deadline - time.GetElapsedTime(sent);
        if (IsLost || left <= TimeSpan.Zero)
        {
            Lose();
            return false;
        }

        source.CancelAfter(left);
        return !IsLost;
    }

    public void Lose() => source.Cancel();

    public void Dispose() => source.Dispose();
}
