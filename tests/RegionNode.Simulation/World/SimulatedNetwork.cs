using System.Globalization;
using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Peers;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Storage;
using Wire = GlobalTables.RegionNode.Peers.Wire;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>The streams between regions: opened, carried, broken, cut off, and heard again too late.</summary>
sealed class SimulatedNetwork(SimulatedWorld world) : IDisposable
{
    /// <summary>Frames of broken streams that may yet arrive.</summary>
    const int PastMax = 300;

    readonly SortedDictionary<(string Reader, string Source), SimulatedStream> streams = [];
    readonly HashSet<(string From, string To)> cut = [];
    readonly SortedDictionary<(string Reader, string Source), TimeSpan> delays = [];
    readonly List<(string Reader, string Source, long ReaderLog, byte[] Frame)> past = [];
    readonly List<(SimulatedStream Stream, byte[] Frame)> unread = [];

    // What a broken stream had begun to take in is taken in before another is opened.
    readonly Dictionary<(string Reader, string Source), Task> ending = [];

    /// <summary>What sabotage does to a source's frames on their way; null for nothing.</summary>
    public Action<Wire.FromSource>? AlterAnswer { get; set; }

    /// <summary>What sabotage does to a reader's frames on their way; null for nothing.</summary>
    public Action<Wire.FromReader>? AlterQuestion { get; set; }

    public bool IsCut(string from, string to) => cut.Contains((from, to));

    public void Cut(string from, string to) => cut.Add((from, to));

    public void HealAll()
    {
        cut.Clear();
        delays.Clear();
        foreach (var stream in streams.Values)
        {
            stream.Delay = TimeSpan.Zero;
        }
    }

    public void ForgetPast()
    {
        past.Clear();
        unread.Clear();
    }

    public void Slow(string reader, string source, TimeSpan delay)
    {
        delays[(reader, source)] = delay;
        if (streams.TryGetValue((reader, source), out var stream))
        {
            stream.Delay = delay;
        }
    }

    /// <summary>The stream, opened where it is wanted and can be; null where not.</summary>
    public SimulatedStream? Open(SimulatedRegion reader, SimulatedRegion source)
    {
        if (reader == source || reader.Node is not { } node)
        {
            return null;
        }

        var key = (reader.Name, source.Name);
        var isWanted = node.Replication.Sources().Contains(source.Name);
        if (streams.TryGetValue(key, out var open))
        {
            if (isWanted)
            {
                return open;
            }

            Break(open, "not wanted any more");
            return null;
        }

        if (!isWanted)
        {
            return null;
        }

        if (ending.TryGetValue(key, out var taking) && !taking.IsCompleted)
        {
            return null;
        }

        if (!source.IsUp || IsCut(reader.Name, source.Name) || IsCut(source.Name, reader.Name))
        {
            node.Replication.ReaderOf(source.Name).Disconnected("cannot be reached");
            return null;
        }

        world.Trace.Note($"{reader.Name} opens a stream from {source.Name}");
        var stream = new SimulatedStream(reader, source, world.Time)
        {
            Delay = delays.GetValueOrDefault(key),
            AlterAnswer = AlterAnswer,
            AlterQuestion = AlterQuestion,
        };
        streams.Add(key, stream);
        stream.SendOutbox();
        return stream;
    }

    /// <summary>The region's tables, rows or claims may have changed: its readers look at that in production.</summary>
    public void Changed(SimulatedRegion region)
    {
        foreach (var stream in streams.Values)
        {
            if (stream.Reader == region)
            {
                stream.SendOutbox();
            }
        }
    }

    /// <summary>The first thing on the stream that can move does; false when nothing can.</summary>
    /// <param name="which">Where to begin to look: 0 the source's mail, 1 the source, 2 the reader's mail.</param>
    public bool Move(SimulatedStream stream, int which)
    {
        if (!IsOpen(stream))
        {
            return false;
        }

        stream.Tick();
        var isSilent = world.Time.Now - stream.HeardByReader > ReplicationTimes.StreamDead
            || world.Time.Now - stream.HeardBySource > ReplicationTimes.StreamDead;
        if (isSilent && (!HasMail(stream) || IsCut(stream.Reader.Name, stream.Source.Name)
            || IsCut(stream.Source.Name, stream.Reader.Name)))
        {
            world.Counters.Count(Rare.StreamSilent);
            Break(stream, "silent");
            return false;
        }

        for (var i = 0; i < 3; i++)
        {
            var isMoved = ((which + i) % 3) switch
            {
                0 => !IsCut(stream.Reader.Name, stream.Source.Name) && Hear(stream),
                1 => Serve(stream),
                _ => !IsCut(stream.Source.Name, stream.Reader.Name) && Deliver(stream),
            };
            if (isMoved)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Everything on the stream moves until it has nothing more, and is committed.</summary>
    public bool MoveAll(SimulatedStream stream)
    {
        var isAny = false;
        stream.Tick(isChanged: true);
        while (Move(stream, 0))
        {
            isAny = true;
            world.CommitAll(stream.Reader);
        }

        return isAny;
    }

    public IEnumerable<SimulatedStream> All => streams.Values;

    public void Break(SimulatedStream stream, string why)
    {
        if (!streams.Remove((stream.Reader.Name, stream.Source.Name)))
        {
            return;
        }

        world.Trace.Note($"stream {stream.Reader.Name} from {stream.Source.Name} breaks: {why}");
        world.Counters.Count(Rare.StreamBroken);
        if (stream.Source.IsUp)
        {
            unread.AddRange(stream.UnreadBySource.Select(frame => (stream, frame)));
        }

        if (stream.Taking is { IsCompleted: false } taking)
        {
            ending[(stream.Reader.Name, stream.Source.Name)] = taking;
        }

        stream.Dispose();
        world.Run();
    }

    public void BreakAllOf(SimulatedRegion region, string why)
    {
        foreach (var stream in streams.Values.Where(one => one.Reader == region || one.Source == region).ToList())
        {
            Break(stream, why);
        }

        unread.RemoveAll(one => one.Stream.Source == region);
        foreach (var ended in ending.Keys.Where(key => key.Reader == region.Name).ToList())
        {
            ending.Remove(ended);
        }
    }

    /// <summary>
    /// A batch of an earlier time arrives, late or for the second time, past the checks of the stream that it
    /// belonged to.
    /// </summary>
    public void DeliverPast()
    {
        if (past.Count > 0)
        {
            Deliver(past[world.Random.Next(past.Count)]);
        }
    }

    /// <summary>The last thing that the source has sent to the reader arrives, late or again.</summary>
    public void DeliverLast(string reader, string source) =>
        Deliver(past.Last(sent => sent.Reader == reader && sent.Source == source));

    /// <summary>The reader's questions reach the source, which answers: the answers stay on their way.</summary>
    public void ServeOnly(SimulatedStream stream)
    {
        stream.Tick(isChanged: true);
        while (Hear(stream))
        {
        }

        while (Serve(stream))
        {
        }
    }

    void Deliver((string Reader, string Source, long ReaderLog, byte[] Frame) sent)
    {
        var (readerName, source, readerLog, frame) = sent;
        var reader = world.Regions[readerName];
        var message = Frames.Of(Wire.FromSource.Parser.ParseFrom(frame), source);
        if (world.Table(reader) is not { } table || table.Log != readerLog || RecordsOf(message) is not { } records)
        {
            return;
        }

        world.Counters.Count(Rare.LateBatch);
        world.Trace.Note($"late: {readerName} gets {Told(message!)} of {source}");
        world.Start(async () =>
        {
            try
            {
                var applying = message is SourceMessage.Chunk chunk
                    ? reader.Node!.Applier.ApplyAsync(table, source, chunk.Difference, null, CancellationToken.None)
                    : reader.Node!.Applier.ApplyAsync(
                        table, ((SourceMessage.Batch)message!).Feed, CancellationToken.None);
                await applying;
                Arrived(reader, records);
            }
            catch (Exception refusal) when (refusal is ReplicationException or DynamoException)
            {
                world.Trace.Note($"   refused: {refusal.Message}");
                world.Counters.Count(Rare.FloorRefusal, refusal.Message.Contains("settled here") ? 1 : 0);
                world.Counters.Count(Rare.FenceRefusal, refusal.Message.Contains("no longer a replica") ? 1 : 0);
            }
        });
        world.CommitAll(reader);
    }

    /// <summary>A message of a reader arrives after its stream has broken.</summary>
    public void DeliverUnread()
    {
        if (unread.Count == 0)
        {
            return;
        }

        var at = world.Random.Next(unread.Count);
        var (stream, frame) = unread[at];
        unread.RemoveAt(at);
        world.Counters.Count(Rare.LateAcknowledgement);
        stream.Receive(frame);
        world.CommitAll(stream.Source);
    }

    public void Dispose()
    {
        foreach (var stream in streams.Values)
        {
            stream.Dispose();
        }

        streams.Clear();
    }

    static IReadOnlyList<ChangeRecord>? RecordsOf(SourceMessage? message) => message switch
    {
        SourceMessage.Batch batch => batch.Feed.Records,
        SourceMessage.Chunk chunk => chunk.Difference.Records,
        _ => null,
    };

    static string Told(SourceMessage message)
    {
        var records = string.Join(' ', (RecordsOf(message) ?? []).Select(
            record => $"{record.LogRegion}{record.Sequence}"));
        return message switch
        {
            SourceMessage.Batch { Feed: var feed } =>
                $"({feed.From}, {feed.UpTo}]{(feed.IsComplete ? "" : " cut")} [{records}]",
            SourceMessage.Chunk { Difference: var chunk } =>
                $"a part of the difference [{records}]{(chunk.Next is null ? ", the last" : "")}",
            SourceMessage.Refusal refusal => $"a refusal: {refusal.Reason}",
            _ => "a heartbeat",
        };
    }

    bool IsOpen(SimulatedStream stream) =>
        streams.GetValueOrDefault((stream.Reader.Name, stream.Source.Name)) == stream;

    static bool HasMail(SimulatedStream stream) => stream.HasBacklog;

    bool Serve(SimulatedStream stream)
    {
        if (stream.Serve() is not { } frame)
        {
            return false;
        }

        // What was asked for under a former log is addressed to nobody any more.
        if (world.Table(stream.Reader) is { } table
            && table.Log == stream.AskedUnder
            && MayComeLate(stream.Reader, table, frame))
        {
            past.Add((stream.Reader.Name, stream.Source.Name, table.Log, frame));
            if (past.Count > PastMax)
            {
                past.RemoveAt(world.Random.Next(past.Count));
            }
        }

        return true;
    }

    // A batch that was sent ahead counts on those before it: only the order of its stream, which production keeps, makes
    // it a claim. What was read from where the reader stood may come at any time.
    static bool MayComeLate(SimulatedRegion reader, TableEntry table, byte[] frame) =>
        Wire.FromSource.Parser.ParseFrom(frame).Batch is not { } batch
        || batch.From <= (ulong)reader.Node!.Volume.Changes.PositionsOf(table).Cursors
            .GetValueOrDefault((long)batch.Log);

    bool Hear(SimulatedStream stream)
    {
        if (stream.DeliverToSource() is not { } message)
        {
            return false;
        }

        if (message is ReaderMessage.Ask ask)
        {
            stream.AskedUnder = ask.ReaderLog;
            world.Trace.Note($"{stream.Source.Name} is asked by {stream.Reader.Name} for what is after " +
                $"{ask.From?.ToString(CultureInfo.InvariantCulture) ?? "nothing: a difference"}");
        }

        return true;
    }

    bool Deliver(SimulatedStream stream)
    {
        if (stream.Receive() is not { } message)
        {
            return false;
        }

        Note(stream, message);
        world.Start(() => TakeAsync(stream, message));
        return true;
    }

    async Task TakeAsync(SimulatedStream stream, SourceMessage message)
    {
        try
        {
            await stream.Take(message);
        }
        catch (Exception failure) when (failure is ReplicationException or DynamoException or OperationCanceledException
            or InvalidOperationException or StorageException or FormatException)
        {
            Break(stream, failure.Message);
            return;
        }

        // What was taken in is acknowledged; what was refused is not.
        if (stream.SendOutbox())
        {
            Arrived(stream.Reader, RecordsOf(message) ?? []);
        }
    }

    void Arrived(SimulatedRegion reader, IReadOnlyList<ChangeRecord> records)
    {
        // What is parked is not known yet.
        if (world.Profile.ParksTheFuture || world.LifeOf(reader) is not { } life)
        {
            return;
        }

        foreach (var record in records)
        {
            var key = Encoding.UTF8.GetString(record.Sort);
            if (world.History.Find(key, record.Version) is { } write)
            {
                History.Saw(life, write);
            }
        }
    }

    void Note(SimulatedStream stream, SourceMessage message)
    {
        world.Trace.Note($"{stream.Reader.Name} gets {Told(message)} from {stream.Source.Name}");
        if (message is SourceMessage.Batch { Feed: var feed })
        {
            world.Counters.Count(Rare.CutBatch, feed.IsComplete ? 0 : 1);
            world.Counters.Count(Rare.Relay, feed.Records.Count(record => record.Log != feed.Log));
        }

        if (message is SourceMessage.Chunk && world.Table(stream.Reader) is { IsReadable: true })
        {
            world.Counters.Count(Rare.RepairedRow, RecordsOf(message)!.Count(
                record => world.History.Find(record.Log) is { IsLost: true }));
        }
    }
}
