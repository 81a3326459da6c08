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
    readonly Acknowledgements acknowledgements;
    readonly RestoredTables restored;
    readonly ParkedRecords parked;
    readonly TimeProvider time;
    readonly ConcurrentDictionary<string, Subscription> subscriptions = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<SourceMessage> refusals = new();
    readonly ComparisonSource comparisons;
    readonly Lock gate = new();
    (long SentAt, long ReceivedAt)? probe;
    int unacknowledged;
    string? lastServed;
    bool wasComparison;

    /// <param name="reader">The region that reads.</param>
    /// <param name="volume">This region's.</param>
    public FeedSource(string reader, Volume volume, TimeProvider time)
    {
        this.reader = reader;
        this.time = time;
        (catalog, changes, queue) = (volume.Catalog, volume.Changes, volume.Queue);
        (acknowledgements, restored, parked) = (volume.Acknowledgements, volume.Restored, volume.Parked);
        comparisons = new(volume, WhyNotCompare);
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
            case ReaderMessage.Covers covers:
                if (subscriptions.TryGetValue(covers.GroupId, out var told))
                {
                    told.ReaderCovers(covers.Covered);
                    Heard(told, covers.Covered);
                }

                break;
            case ReaderMessage.Compare or ReaderMessage.Fetch:
                comparisons.Receive(message);
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

        // One and the other, so that neither keeps the other waiting.
        if (!wasComparison && comparisons.Next() is { } answer)
        {
            wasComparison = true;
            return answer;
        }

        wasComparison = false;
        if (Take() is not { } subscription)
        {
            return comparisons.Next();
        }

        var message = Serve(subscription);
        if (message is SourceMessage.Refusal)
        {
            Drop(subscription);
        }

        return message;
    }

    public SourceMessage.Heartbeat Heartbeat()
    {
        // Before the first answer the head is not known, and a guess would tell the reader that it has everything.
        foreach (var (_, subscription) in subscriptions.Where(pair => catalog.ByGroup(pair.Key) is null))
        {
            Drop(subscription);
        }

        foreach (var (_, subscription) in subscriptions)
        {
            ReadAgainWhatIsWhole(subscription);
        }

        var heads = subscriptions.Values.Where(one => one.IsServed).Select(HeadOf).OfType<SourceHead>().ToList();
        lock (gate)
        {
            return probe is { } last
                ? new(last.SentAt, time.GetElapsedTime(last.ReceivedAt), heads, time.GetUtcNow())
                : new(null, TimeSpan.Zero, heads, time.GetUtcNow());
        }
    }

    // The reader has to begin before the row that was left out; what it has since comes again, and changes nothing.
    void ReadAgainWhatIsWhole(Subscription subscription)
    {
        var ask = subscription.Ask;
        if (subscription.Hole is { } hole && catalog.ByGroup(ask.GroupId) is { } table
            && !changes.IsDamaged(table, hole))
        {
            Drop(subscription);
            refusals.Enqueue(new SourceMessage.Refusal(
                ask.GroupId, ask.AskId, $"a damaged item of {table.Name} is whole again in {catalog.Region}"));
            Ready.Set();
        }
    }

    // The table after the one that was served last, so that a busy one does not keep the others waiting.
    Subscription? Take()
    {
        lock (gate)
        {
            Subscription? best = null;
            foreach (var (_, subscription) in subscriptions)
            {
                if (subscription.IsWaiting && (best is null || IsBefore(subscription, best)))
                {
                    best = subscription;
                }
            }

            if (best is null || unacknowledged >= Limits.UnacknowledgedBatchesMax || !best.TryTake())
            {
                return null;
            }

            unacknowledged++;
            lastServed = best.Ask.GroupId;
            return best;
        }
    }

    bool IsBefore(Subscription one, Subscription other)
    {
        var (oneIsNext, otherIsNext) = (IsAfterLast(one), IsAfterLast(other));
        return oneIsNext == otherIsNext
            ? string.CompareOrdinal(one.Ask.GroupId, other.Ask.GroupId) < 0
            : oneIsNext;
    }

    bool IsAfterLast(Subscription subscription) => string.CompareOrdinal(subscription.Ask.GroupId, lastServed) > 0;

    SourceHead? HeadOf(Subscription subscription) => catalog.ByGroup(subscription.Ask.GroupId) is { } table
        ? new(table.GroupId, subscription.Head, subscription.NewsOf(changes.PositionsOf(table).Covered))
        : null;

    void Drop(Subscription subscription)
    {
        lock (gate)
        {
            if (subscriptions.TryRemove(KeyValuePair.Create(subscription.Ask.GroupId, subscription)))
            {
                unacknowledged -= subscription.Unacknowledged;
            }
        }
    }

    // Only what is served: the ask was found to be that of a member under its present log.
    void Heard(Subscription subscription, VersionVector covered)
    {
        if (catalog.ByGroup(subscription.Ask.GroupId) is { } table)
        {
            acknowledgements.Heard(table, reader, subscription.Ask.ReaderLog, covered);
        }
    }

    void Subscribe(ReaderMessage.Ask ask)
    {
        // What was sent for an earlier ask is not acknowledged any more.
        if (subscriptions.TryGetValue(ask.GroupId, out var before))
        {
            Drop(before);
        }

        if (WhyNot(ask) is { } reason)
        {
            refusals.Enqueue(new SourceMessage.Refusal(ask.GroupId, ask.AskId, reason));
            return;
        }

        // What the reader has of this log, the log must have, and under the same numbers.
        var table = catalog.ByGroup(ask.GroupId)!;
        if (restored.IsAnother(table, Math.Max(ask.From ?? 0, ask.Covered.Of(table.Log)), ask.FromStamp))
        {
            refusals.Enqueue(new SourceMessage.Refusal(
                ask.GroupId,
                ask.AskId,
                $"the log of {table.Name} in {catalog.Region} is not the one that {reader} has read: the volume of " +
                $"{catalog.Region} was restored to an earlier state, and begins anew"));
            return;
        }

        var acknowledged = table.Member(reader) is { } member ? acknowledgements.Of(table, member) : null;
        if (restored.Required(table, reader, ask.Covered, acknowledged) is { } required)
        {
            refusals.Enqueue(new SourceMessage.Refusal(
                ask.GroupId,
                ask.AskId,
                $"{reader} has covered more of {table.Name} than it does now: its volume was restored to an earlier " +
                "state",
                required));
            return;
        }

        var subscription = new Subscription(ask, table.Number);
        subscriptions[ask.GroupId] = subscription;
        Heard(subscription, ask.Covered);
    }

    void Acknowledge(ReaderMessage.Acknowledge acknowledgement)
    {
        if (subscriptions.TryGetValue(acknowledgement.GroupId, out var subscription)
            && subscription.Ask.AskId == acknowledgement.AskId)
        {
            lock (gate)
            {
                // One that was replaced in between has given all of its room back.
                if (subscription.Acknowledge(acknowledgement.Covered)
                    && subscriptions.GetValueOrDefault(subscription.Ask.GroupId) == subscription)
                {
                    unacknowledged--;
                }
            }

            Heard(subscription, acknowledgement.Covered);
        }
    }

    // Rule 3, from the serving side: nothing for whoever is not in this region's epoch under its present log.
    string? WhyNot(string groupId, long sourceLog, long readerLog)
    {
        if (catalog.ByGroup(groupId) is not { } table)
        {
            return $"{catalog.Region} does not have the table (yet)";
        }

        if (table.Member(reader) is not { } member || member.Log != readerLog)
        {
            return $"{catalog.Region} does not know {reader} as a replica of {table.Name} (yet)";
        }

        if (table.Log != sourceLog)
        {
            return $"{catalog.Region} writes to another log of {table.Name} than {reader} was told";
        }

        return null;
    }

    // Whose ask is served was found to have read this very log; to others, rows under the same numbers say nothing.
    string? WhyNotCompare(string groupId, long sourceLog, long readerLog) => WhyNot(groupId, sourceLog, readerLog)
        ?? (subscriptions.TryGetValue(groupId, out var one)
            && one.Ask.SourceLog == sourceLog && one.Ask.ReaderLog == readerLog
            ? null
            : $"{catalog.Region} serves {reader} nothing to compare with (yet)");

    // A difference does not bring what waits for its time: nobody is to believe that it brought all of a log's.
    string? WhyNot(ReaderMessage.Ask ask) => WhyNot(ask.GroupId, ask.SourceLog, ask.ReaderLog)
        ?? (ask.From is null && catalog.ByGroup(ask.GroupId) is { } table && parked.HoldsDeparted(table)
            ? $"changes of a region that has left {table.Name} wait in {catalog.Region} until their time has come"
            : null);

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

            restored.Give(table, chunk.Records);
            subscription.Served(chunk);
            return new SourceMessage.Chunk(ask.GroupId, ask.AskId, chunk);
        }

        var readAt = time.GetTimestamp();
        var feed = changes.ReadFeed(table, subscription.Position, subscription.Covered, ask.ReaderLog);

        // A table that was deleted meanwhile may have lost rows already; its deletion was to be seen before that.
        if (WhyNot(ask) is { } gone)
        {
            return new SourceMessage.Refusal(ask.GroupId, ask.AskId, gone);
        }

        restored.Give(table, feed.Records);
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
}
