using System.Collections.Concurrent;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// This region as the source of one reader: what the reader asked for, and the next thing to send it. It does
/// no I/O but reading the store, owns no thread and no timer: a stream feeds it with messages and sends what it
/// answers, and waits on <see cref="Ready"/> while there is nothing.
/// </summary>
sealed class FeedSource : IDisposable
{
    readonly string reader;
    readonly TableCatalog catalog;
    readonly ChangeLog changes;
    readonly CommitQueue queue;
    readonly TimeProvider time;
    readonly ConcurrentDictionary<string, Subscription> subscriptions = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<SourceMessage> refusals = new();
    readonly Lock gate = new();
    (long SentAt, long ReceivedAt)? probe;

    /// <param name="reader">The region that reads.</param>
    public FeedSource(
        string reader, TableCatalog catalog, ChangeLog changes, CommitQueue queue, TimeProvider time)
    {
        this.reader = reader;
        this.catalog = catalog;
        this.changes = changes;
        this.queue = queue;
        this.time = time;
        queue.LogAdvanced += Note;
    }

    /// <summary>Set when <see cref="Next"/> may have something to send.</summary>
    public Signal Ready { get; } = new();

    public void Dispose() => queue.LogAdvanced -= Note;

    public void Receive(ReaderMessage message)
    {
        switch (message)
        {
            case ReaderMessage.Ask ask:
                Subscribe(ask);
                break;
            case ReaderMessage.Acknowledge acknowledgement:
                Acknowledge(acknowledgement);
                break;
            case ReaderMessage.Report report:
                catalog.Heard(report.GroupId, new(reader, report.State, report.ProgressPercent));
                break;
            case ReaderMessage.Probe sent:
                lock (gate)
                {
                    probe = (sent.SentAt, time.GetTimestamp());
                }

                break;
            default:
                throw new InvariantException("every message of a reader is known");
        }

        Ready.Set();
    }

    /// <summary>The next thing to send; null when there is nothing for now.</summary>
    public SourceMessage? Next()
    {
        if (refusals.TryDequeue(out var refusal))
        {
            return refusal;
        }

        foreach (var subscription in subscriptions.Values)
        {
            if (subscription.TryTake())
            {
                var message = Serve(subscription);
                if (message is SourceMessage.Refusal)
                {
                    subscriptions.TryRemove(KeyValuePair.Create(subscription.Ask.GroupId, subscription));
                }

                return message;
            }
        }

        return null;
    }

    public SourceMessage.Heartbeat Heartbeat()
    {
        // Before the first answer the head is not known, and a guess would tell the reader that it has everything.
        foreach (var subscription in subscriptions.Where(pair => catalog.ByGroup(pair.Key) is null))
        {
            subscriptions.TryRemove(subscription);
        }

        var heads = subscriptions.Values
            .Where(one => one.IsServed)
            .Select(one => (one.Ask.GroupId, one.Head))
            .ToList();
        lock (gate)
        {
            return probe is { } last
                ? new(last.SentAt, time.GetElapsedTime(last.ReceivedAt), heads, time.GetUtcNow())
                : new(null, TimeSpan.Zero, heads, time.GetUtcNow());
        }
    }

    void Subscribe(ReaderMessage.Ask ask)
    {
        if (WhyNot(ask) is { } reason)
        {
            subscriptions.TryRemove(ask.GroupId, out _);
            refusals.Enqueue(new SourceMessage.Refusal(ask.GroupId, ask.AskId, reason));
            return;
        }

        subscriptions[ask.GroupId] = new(ask, catalog.ByGroup(ask.GroupId)!.Number);
    }

    void Acknowledge(ReaderMessage.Acknowledge acknowledgement)
    {
        if (subscriptions.TryGetValue(acknowledgement.GroupId, out var subscription)
            && subscription.Ask.AskId == acknowledgement.AskId)
        {
            subscription.Acknowledge(acknowledgement.Covered);
        }
    }

    // Rule 3, from the serving side: nothing for whoever is not in this region's epoch under its present log.
    string? WhyNot(ReaderMessage.Ask ask)
    {
        if (catalog.ByGroup(ask.GroupId) is not { } table)
        {
            return $"{catalog.Region} does not have the table (yet)";
        }

        if (table.Member(reader) is not { } member || member.Log != ask.ReaderLog)
        {
            return $"{catalog.Region} does not know {reader} as a replica of {table.Name} (yet)";
        }

        if (table.Log != ask.SourceLog)
        {
            return $"{catalog.Region} writes to another log of {table.Name} than {reader} was told";
        }

        return ask.From is null && table.State == TableState.Creating
            ? $"{catalog.Region} is itself still filling {table.Name}"
            : null;
    }

    SourceMessage Serve(Subscription subscription)
    {
        var ask = subscription.Ask;
        if (WhyNot(ask) is { } reason)
        {
            return new SourceMessage.Refusal(ask.GroupId, ask.AskId, reason);
        }

        var table = catalog.ByGroup(ask.GroupId)!;
        if (ask.From is null)
        {
            var chunk = changes.ReadDifference(table, subscription.AfterKey, ask.Covered);
            if (WhyNot(ask) is { } left)
            {
                return new SourceMessage.Refusal(ask.GroupId, ask.AskId, left);
            }

            subscription.Served(chunk);
            return new SourceMessage.Chunk(ask.GroupId, ask.AskId, chunk);
        }

        var readAt = time.GetTimestamp();
        var feed = changes.ReadFeed(table, subscription.Position, subscription.Covered);

        // A table that was deleted meanwhile may have lost rows already; its deletion was to be seen before that.
        if (WhyNot(ask) is { } gone)
        {
            return new SourceMessage.Refusal(ask.GroupId, ask.AskId, gone);
        }

        if (subscription.Position > feed.Head)
        {
            return new SourceMessage.Refusal(
                ask.GroupId,
                ask.AskId,
                $"{reader} has read {table.Name} of {catalog.Region} up to {subscription.Position}, and its log ends " +
                $"at {feed.Head}: the volume of {catalog.Region} was restored to an earlier state");
        }

        return new SourceMessage.Batch(
            ask.GroupId, ask.AskId, feed, time.GetElapsedTime(subscription.Served(feed, readAt), time.GetTimestamp()));
    }

    void Note(long tableNumber, long head)
    {
        var now = time.GetTimestamp();
        var isAny = false;
        foreach (var (_, subscription) in subscriptions)
        {
            isAny |= subscription.Note(tableNumber, head, now);
        }

        if (isAny)
        {
            Ready.Set();
        }
    }

    /// <summary>One table of the stream: where it stands, and how much more may be sent.</summary>
    sealed class Subscription(ReaderMessage.Ask ask, long tableNumber)
    {
        readonly Lock gate = new();
        int credits = ask.Window;
        bool mayHaveMore = true;
        long? waitingSince;

        public ReaderMessage.Ask Ask => ask;

        public long Position { get; private set; } = ask.From ?? 0;

        public ItemKey? AfterKey { get; private set; }

        public VersionVector Covered { get; private set; } = ask.Covered;

        public long Head { get; private set; }

        public bool IsServed { get; private set; }

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

        public void Acknowledge(VersionVector covered)
        {
            lock (gate)
            {
                credits = Math.Min(credits + 1, ask.Window);
                Covered = covered;
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
                Position = feed.UpTo;
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
}
