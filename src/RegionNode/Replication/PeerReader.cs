using System.Collections.Concurrent;
using System.Threading.Channels;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// This region as the reader of one source: asks for each table that both are replicas of, takes in what comes,
/// and acknowledges it. Like the source it owns no connection: a stream feeds it with messages and sends what
/// it puts out, and calls <see cref="Tick"/> from time to time and when the catalog has changed.
/// </summary>
sealed class PeerReader(string source, ReaderParts parts)
{
    readonly TableCatalog catalog = parts.Volume.Catalog;
    readonly ChangeLog changes = parts.Volume.Changes;
    readonly Applier applier = parts.Applier;
    readonly Bootstrap bootstrap = parts.Bootstrap;
    readonly TimeProvider time = parts.Time;
    readonly ConcurrentDictionary<string, TableReader> tables = new(StringComparer.Ordinal);
    readonly Asks asks = new(source, parts);
    readonly Differences differences = new(source, parts);
    readonly Lock gate = new();
    Channel<ReaderMessage> outbox = Channel.CreateUnbounded<ReaderMessage>();
    long connectedAt = parts.Time.GetTimestamp();
    string? connectionError;

    /// <summary>Compares what is here with what the source has.</summary>
    public PeerVerifier Verifier { get; } = new(source, parts.Verify);

    /// <summary>The region that is read from.</summary>
    public string Source => source;

    public bool IsConnected { get; private set; }

    /// <summary>True once a connection was tried, well or not.</summary>
    public bool IsTried { get; private set; }

    /// <summary>True once there has been no connection for a while.</summary>
    public bool IsAway =>
        !IsConnected && time.GetElapsedTime(Volatile.Read(ref connectedAt)) >= ReplicationTimes.Away;

    public bool IsDelayed { get; init; }

    /// <summary>Hears of the source's clock.</summary>
    public ClockGuard? Clock { get; init; }

    /// <summary>What the stream is to send. Bounded by what is asked for: an ask, a report or an
    /// acknowledgement for each table and batch in the window.</summary>
    public ChannelReader<ReaderMessage> Outbox => outbox.Reader;

    /// <summary>Whether the source has served this table since this process began.</summary>
    public bool HasHeard(TableEntry table) =>
        tables.TryGetValue(table.GroupId, out var reader) && reader.SourceCovered.Count > 0;

    public SourceProgress? ProgressOf(TableEntry table) => tables.TryGetValue(table.GroupId, out var reader)
        ? reader.Progress(IsConnected, bootstrap.IsFilling(table), connectionError)
        : null;

    /// <summary>A stream is open: everything is asked for anew.</summary>
    public void Connected()
    {
        lock (gate)
        {
            outbox = Channel.CreateUnbounded<ReaderMessage>();
            IsConnected = true;
            IsTried = true;
            connectionError = null;
            foreach (var reader in tables.Values)
            {
                reader.Disconnected();
                reader.Reported = null;
            }
        }

        Verifier.Reset();
        Tick();
    }

    public void Disconnected(string? reason)
    {
        lock (gate)
        {
            if (IsConnected)
            {
                Volatile.Write(ref connectedAt, time.GetTimestamp());
            }

            IsConnected = false;
            IsTried = true;
            connectionError = reason;
            outbox.Writer.TryComplete();
        }

        Verifier.Reset();

        foreach (var table in catalog.All)
        {
            bootstrap.GiveUp(table, source);
        }
    }

    /// <summary>Asks for what is to be asked for, reports what has changed here, and probes.</summary>
    public void Tick()
    {
        lock (gate)
        {
            if (!IsConnected)
            {
                return;
            }

            foreach (var table in catalog.All)
            {
                if (table.Member(source) is { Log: { } log } && table.Member(catalog.Region) is not null)
                {
                    var reader = tables.GetOrAdd(table.GroupId, _ => new TableReader(time));
                    Report(table, reader);
                    AskFor(table, log, reader);
                }
                else
                {
                    tables.TryRemove(table.GroupId, out _);
                    bootstrap.GiveUp(table, source);
                }
            }

            foreach (var groupId in tables.Keys.Where(groupId => catalog.ByGroup(groupId) is null))
            {
                tables.TryRemove(groupId, out _);
            }
        }

        Verify();
    }

    /// <summary>Asks what is to be asked to compare this region with the source, and to repair it.</summary>
    public void Verify()
    {
        foreach (var question in Verifier.Step(
            table => tables.TryGetValue(table.GroupId, out var reader) && reader.Ask?.From is not null))
        {
            Send(question);
        }
    }

    /// <summary>Sends a probe, and what the source does not know yet of what is covered here.</summary>
    public void Probe()
    {
        foreach (var (groupId, reader) in tables)
        {
            if (reader.Ask is not null && catalog.ByGroup(groupId) is { } table)
            {
                var covered = changes.PositionsOf(table).Covered;
                if (!covered.Equals(reader.Told))
                {
                    reader.Told = covered;
                    Send(new ReaderMessage.Covers(groupId, covered));
                }
            }
        }

        Send(new ReaderMessage.Probe(time.GetTimestamp()));
    }

    /// <summary>Takes in one message; done when what it brought is durable.</summary>
    /// <param name="receivedAt">When it came, on the monotonic clock.</param>
    public async Task ReceiveAsync(SourceMessage message, long receivedAt, CancellationToken cancel)
    {
        switch (message)
        {
            case SourceMessage.Batch batch:
                await TakeAsync(batch.GroupId, batch.AskId, (table, reader, ask) =>
                    ApplyAsync(table, reader, ask, batch, receivedAt, cancel));
                break;
            case SourceMessage.Chunk chunk:
                await TakeAsync(chunk.GroupId, chunk.AskId, async (table, reader, ask) =>
                {
                    var stamp = new HybridTimestamp(chunk.Difference.Stamps.Of(table.Log));
                    ThrowIfRestored(table, reader, chunk.Difference.Covered, stamp);
                    await differences.TakeAsync(gate, table, reader, ask, chunk.Difference, cancel);
                    Acknowledge(table, reader, chunk.AskId);
                    Tick();
                });
                break;
            case SourceMessage.Refusal refusal:
                Refused(refusal);
                break;
            case SourceMessage.Compared or SourceMessage.Fetched:
                await Verifier.TakeAsync(message, cancel);
                Verify();
                break;
            case SourceMessage.Heartbeat heartbeat:
                Heard(heartbeat, receivedAt);
                break;
            default:
                throw new InvariantException("every message of a source is known");
        }
    }

    void Send(ReaderMessage message) => outbox.Writer.TryWrite(message);

    void Report(TableEntry table, TableReader reader)
    {
        var now = (table.State, bootstrap.ProgressPercent(table));
        if (reader.Reported != now)
        {
            reader.Reported = now;
            Send(new ReaderMessage.Report(table.GroupId, now.State, now.Item2));
        }
    }

    void AskFor(TableEntry table, long log, TableReader reader)
    {
        if (asks.Next(table, log, reader, IsDelayed) is { } ask)
        {
            Send(ask);
        }
    }

    // What belongs to an earlier ask, or to a table that has gone, is dropped.
    async Task TakeAsync(
        string groupId, long askId, Func<TableEntry, TableReader, ReaderMessage.Ask, Task> apply)
    {
        if (!tables.TryGetValue(groupId, out var reader)
            || AskOf(reader) is not { } ask
            || ask.AskId != askId
            || catalog.ByGroup(groupId) is not { } table
            || ask.ReaderLog != table.Log
            || table.Member(source)?.Log != ask.SourceLog)
        {
            return;
        }

        try
        {
            await apply(table, reader, ask);
        }
        catch (Exception failure) when (failure is ReplicationException or DynamoException)
        {
            lock (gate)
            {
                reader.Failed(failure.Message);
            }

            bootstrap.GiveUp(table, source);
        }
    }

    ReaderMessage.Ask? AskOf(TableReader reader)
    {
        lock (gate)
        {
            return reader.Ask;
        }
    }

    async Task ApplyAsync(
        TableEntry table, TableReader reader, ReaderMessage.Ask ask, SourceMessage.Batch batch, long receivedAt,
        CancellationToken cancel)
    {
        var feed = batch.Feed;
        bootstrap.Answered(table, source, feed.Covered);
        ThrowIfRestored(table, reader, feed.Covered, feed.ReaderStamp);
        await applier.ApplyAsync(table, feed, cancel);
        lock (gate)
        {
            // Another ask may have been made meanwhile: what is told of progress is that one's then.
            if (reader.Ask != ask)
            {
                return;
            }

            reader.Read(feed);
            reader.Claims(changes.PositionsOf(table).Covered.Of(feed.Log));
            reader.Heard(feed.Covered);
            if (feed.Records.Count > 0)
            {
                reader.Lag.Applied(batch.Age, receivedAt, reader.IsComplete);
            }
        }

        Acknowledge(table, reader, batch.AskId);
    }

    // What the source has of this region's log, the log must have, and under the same numbers.
    bool IsRestored(TableEntry table, TableReader reader, VersionVector sourceCovered, HybridTimestamp stamp)
    {
        var seen = sourceCovered.Of(table.Log);
        var isLookedAt =
            seen > changes.PositionsOf(table).Head || (stamp > HybridTimestamp.Zero && reader.IsNewsOfOwn(seen));
        return isLookedAt && parts.Volume.Restored.IsAnother(table, seen, stamp);
    }

    // What the source read under the same numbers would be taken for what was written under them since: writes of
    // others would seem to have known it.
    void ThrowIfRestored(TableEntry table, TableReader reader, VersionVector sourceCovered, HybridTimestamp stamp)
    {
        if (IsRestored(table, reader, sourceCovered, stamp))
        {
            throw new ReplicationException(
                $"{source} has read another log of {table.Name} of {catalog.Region}: this volume was restored to an " +
                "earlier state, and fills again.");
        }
    }

    void Acknowledge(TableEntry table, TableReader reader, long askId)
    {
        var covered = changes.PositionsOf(table).Covered;
        reader.Told = covered;
        Send(new ReaderMessage.Acknowledge(table.GroupId, askId, covered));
    }

    void Refused(SourceMessage.Refusal refusal)
    {
        if (Verifier.Refused(refusal))
        {
            return;
        }

        if (tables.TryGetValue(refusal.GroupId, out var reader)
            && AskOf(reader) is { } ask && ask.AskId == refusal.AskId)
        {
            lock (gate)
            {
                reader.Failed(refusal.Reason);
            }

            if (catalog.ByGroup(refusal.GroupId) is { } table)
            {
                bootstrap.GiveUp(table, source);
                if (refusal.Required is { } required && ask.ReaderLog == table.Log)
                {
                    parts.Volume.Restored.Remember(table, required);
                }
            }
        }
    }

    void Heard(SourceMessage.Heartbeat heartbeat, long receivedAt)
    {
        if (heartbeat is { ProbeSentAt: { } probeSentAt, WallTime: { } wall })
        {
            var roundTrip = time.GetElapsedTime(probeSentAt, receivedAt) - heartbeat.ProbeHeld;
            Clock?.Heard(source, wall, roundTrip, receivedAt);
        }

        foreach (var (groupId, head, covered) in heartbeat.Heads)
        {
            if (tables.TryGetValue(groupId, out var reader) && catalog.ByGroup(groupId) is { } table)
            {
                lock (gate)
                {
                    if (reader.Ask is not { } ask)
                    {
                        continue;
                    }

                    reader.Claims(changes.PositionsOf(table).Covered.Of(ask.SourceLog));
                    reader.Heard(head);
                    if (covered is not null)
                    {
                        _ = IsRestored(table, reader, covered, HybridTimestamp.Zero);
                        reader.Heard(covered);
                    }

                    if (heartbeat.ProbeSentAt is { } sentAt)
                    {
                        reader.Lag.ProbeReturned(sentAt, heartbeat.ProbeHeld, receivedAt, reader.IsComplete);
                        reader.ToProve(sentAt);
                        reader.Claims(changes.PositionsOf(table).Covered.Of(ask.SourceLog));
                    }
                }
            }
        }
    }
}
