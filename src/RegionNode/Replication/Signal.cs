using System.Threading.Channels;

namespace GlobalTables.RegionNode.Replication;

/// <summary>Wakes one waiter; several sets before it wakes are one. Setting never waits.</summary>
sealed class Signal
{
    readonly Channel<bool> channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => channel.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancel) => await channel.Reader.ReadAsync(cancel);

    /// <summary>Waits for the signal or for the time to pass; true for the signal.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        if (channel.Reader.TryRead(out _))
        {
            return true;
        }

        if (atMost <= TimeSpan.Zero)
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            _ = await channel.Reader.ReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
