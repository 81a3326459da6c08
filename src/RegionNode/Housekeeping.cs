using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode;

/// <summary>
/// What a volume needs from time to time, in small steps between which writes go on: rows of deleted tables go, and
/// tombstones, conflicts and tokens that nobody needs, and old records of streams; new indexes are filled; parked
/// records are applied when their time has come; items expire; the write-ahead log is cut back.
/// </summary>
sealed class Housekeeping(Volume volume, TimeProvider time)
{
    static readonly TimeSpan Pause = ReplicationTimes.AskAgain;

    /// <summary>What waits for a day and more: it is enough to look for it now and then.</summary>
    static readonly TimeSpan LookAgain = 5 * ReplicationTimes.Heartbeat;

    long lookedAt;
    bool mayWrite;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var changed = new Signal();
        volume.Catalog.Changed += changed.Set;
        try
        {
            while (true)
            {
                if (!await TryAsync(StepAsync, cancel))
                {
                    _ = await changed.WaitAsync(Pause, time, cancel);
                }
            }
        }
        finally
        {
            volume.Catalog.Changed -= changed.Set;
        }
    }

    /// <summary>Settles what was found out before the first write; what cannot be now is refused to readers.</summary>
    public async Task<bool> BeforeFirstWriteAsync(CancellationToken cancel)
    {
        var isAny = await TryAsync(volume.Restored.SettleAsync, cancel);
        Volatile.Write(ref mayWrite, true);
        return isAny;
    }

    /// <summary>One step of each kind; false when there was nothing to do.</summary>
    public async Task<bool> StepAsync(CancellationToken cancel)
    {
        var isAny = await volume.Reclaimer.ReclaimOnceAsync(cancel);
        isAny |= await volume.Indexes.BuildOnceAsync(cancel);
        isAny |= await volume.Parked.ReleaseOnceAsync(cancel);
        isAny |= await volume.Restored.SettleAsync(cancel);
        isAny |= await volume.Tails.ReplayOnceAsync(cancel);
        isAny |= await volume.ExpiryFill.StepAsync(cancel);

        // An expiry is a write of this region's log, which may have been set back.
        isAny |= Volatile.Read(ref mayWrite) && await volume.Expiry.StepAsync(cancel);
        if (isAny || time.GetElapsedTime(lookedAt) >= LookAgain)
        {
            foreach (var table in volume.Catalog.All)
            {
                isAny |= await volume.Tombstones.CollectOnceAsync(table, cancel);
                await volume.Shipments.NoteAsync(table, cancel);
            }

            isAny |= await volume.ConflictRetention.ReclaimOnceAsync(cancel);
            isAny |= await volume.Tokens.ReclaimOnceAsync(cancel);
            isAny |= await volume.StreamRetention.TrimOnceAsync(cancel);
            volume.Checkpoint();
            lookedAt = isAny ? lookedAt : time.GetTimestamp();
        }

        return isAny;
    }

    // A full disk, or a table that has gone meanwhile: there is a next time.
    static async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> step, CancellationToken cancel)
    {
        try
        {
            return await step(cancel);
        }
        catch (Exception failure) when (failure is DynamoException or StorageException)
        {
            return false;
        }
    }
}
