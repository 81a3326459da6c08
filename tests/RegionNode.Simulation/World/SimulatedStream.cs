using Google.Protobuf;
using GlobalTables.RegionNode.Peers;
using GlobalTables.RegionNode.Replication;
using Wire = GlobalTables.RegionNode.Peers.Wire;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// One gRPC stream between a reader and a source, for as long as it lives: both ends are production code, every
/// message travels as the bytes of its frame, in order, and none is lost before the stream breaks.
/// </summary>
sealed class SimulatedStream : IDisposable
{
    readonly TrueTime time;
    readonly FeedSource feed;
    readonly Queue<(byte[] Frame, TimeSpan Due)> toSource = new();
    readonly Queue<(byte[] Frame, TimeSpan Due)> toReader = new();
    TimeSpan heartbeatDue, tickDue, probeDue;

    public SimulatedStream(SimulatedRegion reader, SimulatedRegion source, TrueTime time)
    {
        (Reader, Source, this.time) = (reader, source, time);
        Peer = reader.Node!.Replication.ReaderOf(source.Name);
        feed = new(reader.Name, source.Node!.Volume, source.Clock);
        HeardByReader = HeardBySource = time.Now;
        heartbeatDue = time.Now + ReplicationTimes.Heartbeat;
        Peer.Connected();
        Peer.Probe();
        tickDue = time.Now + ReplicationTimes.AskAgain;
        probeDue = time.Now + ReplicationTimes.Heartbeat;
    }

    public SimulatedRegion Reader { get; }

    public SimulatedRegion Source { get; }

    /// <summary>The reader's log as of the last question that reached the source.</summary>
    public long AskedUnder { get; set; }

    public PeerReader Peer { get; }

    /// <summary>How long a message is on its way.</summary>
    public TimeSpan Delay
    {
        get;
        set
        {
            field = value;
            Hurry(toSource);
            Hurry(toReader);
        }
    }

    public Action<Wire.FromSource>? AlterAnswer { get; init; }

    public Action<Wire.FromReader>? AlterQuestion { get; init; }

    public TimeSpan HeardByReader { get; private set; }

    public TimeSpan HeardBySource { get; private set; }

    /// <summary>What the reader is taking in at present: it takes one message after the other.</summary>
    public Task? Taking { get; private set; }

    /// <summary>Frames that the reader sent and the source has not received.</summary>
    public IEnumerable<byte[]> UnreadBySource => toSource.Select(message => message.Frame);

    public bool HasBacklog => toReader.Count > 0 || toSource.Count > 0;

    /// <summary>What has to happen because time passed; the reader's messages go on their way.</summary>
    public void Tick(bool isChanged = false)
    {
        if (isChanged || time.Now >= tickDue)
        {
            Peer.Tick();
            tickDue = time.Now + ReplicationTimes.AskAgain;
        }

        if (time.Now >= probeDue)
        {
            Peer.Probe();
            probeDue = time.Now + ReplicationTimes.Heartbeat;
        }

        if (time.Now >= heartbeatDue)
        {
            Send(toReader, Frames.From(feed.Heartbeat()).ToByteArray());
            heartbeatDue = time.Now + ReplicationTimes.Heartbeat;
        }

        SendOutbox();
    }

    /// <summary>The reader's messages go on their way; whether one of them acknowledges something.</summary>
    public bool SendOutbox()
    {
        var isAcknowledged = false;
        while (Peer.Outbox.TryRead(out var message))
        {
            isAcknowledged |= message is ReaderMessage.Acknowledge;
            var frame = Frames.From(message);
            AlterQuestion?.Invoke(frame);
            Send(toSource, frame.ToByteArray());
        }

        return isAcknowledged;
    }

    /// <summary>The source takes in one message; null when none has arrived.</summary>
    public ReaderMessage? DeliverToSource()
    {
        if (!TryReceive(toSource, out var frame))
        {
            return null;
        }

        HeardBySource = time.Now;
        return Receive(frame);
    }

    /// <summary>The source takes in a message, whatever way it came.</summary>
    public ReaderMessage Receive(byte[] frame)
    {
        var message = Frames.Of(Wire.FromReader.Parser.ParseFrom(frame))!;
        feed.Receive(message);
        return message;
    }

    /// <summary>The source sends one message; null when it has none.</summary>
    public byte[]? Serve()
    {
        if (feed.Next() is not { } message)
        {
            return null;
        }

        var frame = Frames.From(message);
        AlterAnswer?.Invoke(frame);
        var bytes = frame.ToByteArray();
        Send(toReader, bytes);
        return bytes;
    }

    /// <summary>What the reader is to take in next; null when nothing has arrived, or it is at work.</summary>
    public SourceMessage? Receive()
    {
        if (Taking is { IsCompleted: false } || !TryReceive(toReader, out var frame))
        {
            return null;
        }

        HeardByReader = time.Now;
        return Frames.Of(Wire.FromSource.Parser.ParseFrom(frame), Source.Name);
    }

    /// <summary>The reader begins to take it in.</summary>
    public Task Take(SourceMessage message) =>
        Taking = Peer.ReceiveAsync(message, Reader.Clock.GetTimestamp(), CancellationToken.None);

    /// <summary>Nothing arrives any more; what is on its way is lost.</summary>
    public void Dispose()
    {
        Peer.Disconnected("broken by the simulator");
        feed.Dispose();
    }

    // What is on its way arrives at the new pace.
    void Hurry(Queue<(byte[] Frame, TimeSpan Due)> way)
    {
        for (var left = way.Count; left > 0; left--)
        {
            var (frame, due) = way.Dequeue();
            way.Enqueue((frame, due < time.Now + Delay ? due : time.Now + Delay));
        }
    }

    void Send(Queue<(byte[] Frame, TimeSpan Due)> way, byte[] frame) => way.Enqueue((frame, time.Now + Delay));

    bool TryReceive(Queue<(byte[] Frame, TimeSpan Due)> way, out byte[] frame)
    {
        frame = [];
        if (!way.TryPeek(out var first) || first.Due > time.Now)
        {
            return false;
        }

        frame = way.Dequeue().Frame;
        return true;
    }
}
