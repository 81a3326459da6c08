using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>One table of a source's stream: where it stands, and how much more may be sent.</summary>
sealed class Subscription(ReaderMessage.Ask ask, long tableNumber)
{
    readonly Lock gate = new();
    int credits = ask.Window;
    bool mayHaveMore = true;
    long? waitingSince;
    VersionVector? told;

    public ReaderMessage.Ask Ask => ask;

    public long Position { get; private set; } = ask.From ?? 0;

    public ItemKey? AfterKey { get; private set; } = ask.After;

    public VersionVector Covered { get; private set; } = ask.Covered;

    public long Head { get; private set; }

    /// <summary>
    /// The first row that was left out because it is damaged. What follows it is sent without it, so that the reader
    /// takes that in and claims nothing of it: its own cursor stays before that row.
    /// </summary>
    public ItemKey? Hole { get; private set; }

    public bool IsServed { get; private set; }

    /// <summary>Batches that were sent and not acknowledged.</summary>
    public int Unacknowledged
    {
        get
        {
            lock (gate)
            {
                return ask.Window - credits;
            }
        }
    }

    /// <summary>Whether there may be something to send, and room for it.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (gate)
            {
                return credits > 0 && mayHaveMore;
            }
        }
    }

    /// <summary>Takes the right to send one batch; false when there is nothing to send or no room for it.</summary>
    public bool TryTake()
    {
        lock (gate)
        {
            if (credits == 0 || !mayHaveMore)
            {
                return false;
            }

            credits--;
            mayHaveMore = false;
            return true;
        }
    }

    /// <summary>The reader has one batch durably; false where it had acknowledged all.</summary>
    public bool Acknowledge(VersionVector covered)
    {
        lock (gate)
        {
            Covered = covered;
            if (credits == ask.Window)
            {
                return false;
            }

            credits++;
            return true;
        }
    }

    /// <summary>The reader covers more by now. What a difference is asked against stays as it was.</summary>
    public void ReaderCovers(VersionVector covered)
    {
        lock (gate)
        {
            Covered = covered;
        }
    }

    /// <summary>What to tell the reader of this region's claims: null while it was told that before.</summary>
    public VersionVector? NewsOf(VersionVector covered)
    {
        lock (gate)
        {
            if (covered.Equals(told))
            {
                return null;
            }

            told = covered;
            return covered;
        }
    }

    public bool Note(long changedTable, long head, long now)
    {
        if (changedTable != tableNumber)
        {
            return false;
        }

        lock (gate)
        {
            Head = Math.Max(Head, head);
            mayHaveMore |= ask.From is not null;
            waitingSince ??= now;
            return true;
        }
    }

    /// <summary>Since when the oldest record of the batch may have waited.</summary>
    public long Served(FeedBatch feed, long readAt)
    {
        lock (gate)
        {
            IsServed = true;
            var since = waitingSince ?? readAt;
            Hole ??= feed.Damaged;
            Position = feed.Damaged is null ? feed.UpTo : feed.UpTo + 1;
            Head = Math.Max(Head, feed.Head);
            mayHaveMore |= !feed.IsComplete;

            // What is not in a complete batch was committed after that batch was read.
            waitingSince = !feed.IsComplete ? since : mayHaveMore ? readAt : null;
            return since;
        }
    }

    public void Served(DifferenceChunk chunk)
    {
        lock (gate)
        {
            IsServed = true;
            AfterKey = chunk.Next;
            mayHaveMore = chunk.Next is not null;
        }
    }
}
