using System.Globalization;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Storage;
using Wire = GlobalTables.RegionNode.Peers.Wire;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>The streams between regions: opened, carried, broken, cut off, and heard again too late.</summary>
sealed class SimulatedNetwork(SimulatedWorld world) : IDisposable
{
    readonly SortedDictionary<(string Reader, string Source), SimulatedStream> streams = [];
    readonly HashSet<(string From, string To)> cut = [];
    readonly SortedDictionary<(string Reader, string Source), TimeSpan> delays = [];

    // What a broken stream had begun to take in is taken in before another is opened.
    readonly Dictionary<(string Reader, string Source), Task> ending = [];

    /// <summary>What arrives past the checks of its stream.</summary>
    public LateMessages Late { get; } = new(world);

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
            Late.KeepUnread(stream);
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

        Late.ForgetUnreadOf(region);
        foreach (var ended in ending.Keys.Where(key => key.Reader == region.Name).ToList())
        {
            ending.Remove(ended);
        }
    }

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

    public void Dispose()
    {
        foreach (var stream in streams.Values)
        {
            stream.Dispose();
        }

        streams.Clear();
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
        if (world.Table(stream.Reader) is { } table && table.Log == stream.AskedUnder)
        {
            Late.Keep(stream, table, frame);
        }

        return true;
    }

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
            world.Arrived(stream.Reader, SourceMessages.RecordsOf(message) ?? []);
        }
    }

    void Note(SimulatedStream stream, SourceMessage message)
    {
        world.Trace.Note($"{stream.Reader.Name} gets {SourceMessages.Told(message)} from {stream.Source.Name}");
        if (message is SourceMessage.Batch { Feed: var feed })
        {
            world.Counters.Count(Rare.CutBatch, feed.IsComplete ? 0 : 1);
            world.Counters.Count(Rare.Relay, feed.Records.Count(record => record.Log != feed.Log));
        }

        if (message is SourceMessage.Chunk && world.Table(stream.Reader) is { IsReadable: true })
        {
            world.Counters.Count(Rare.RepairedRow, SourceMessages.RecordsOf(message)!.Count(
                record => world.History.Find(record.Log) is { IsLost: true }));
        }
    }
}
