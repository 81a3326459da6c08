using GlobalTables.RegionNode.Replication;

namespace GlobalTables.RegionNode.Peers;

/// <summary>
/// When the other end of a stream was heard last. A process that is stopped, or a network that swallows, does not
/// close a connection; but both ends of a stream speak every second.
/// </summary>
sealed class LastHeard(TimeProvider time)
{
    long heardAt = time.GetTimestamp();

    public void Now() => Volatile.Write(ref heardAt, time.GetTimestamp());

    /// <summary>Ends the stream once it has been silent for too long; true if it has.</summary>
    public async Task<bool> UntilSilentAsync(CancellationTokenSource stream)
    {
        while (!stream.IsCancellationRequested)
        {
            if (time.GetElapsedTime(Volatile.Read(ref heardAt)) > ReplicationTimes.StreamDead)
            {
                await stream.CancelAsync();
                return true;
            }

            await Task.Delay(ReplicationTimes.Heartbeat, time, stream.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
