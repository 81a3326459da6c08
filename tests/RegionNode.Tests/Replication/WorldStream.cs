using Google.Protobuf;
using GlobalTables.RegionNode.Peers;
using GlobalTables.RegionNode.Replication;
using Wire = GlobalTables.RegionNode.Peers.Wire;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>A stream between a reader and a source in memory: every message travels as the bytes of its frame.</summary>
sealed class WorldStream : IDisposable
{
    readonly PeerReader peer;
    readonly FeedSource feed;
    readonly Queue<byte[]> toSource = [];
    readonly Queue<byte[]> toReader = [];

    public WorldStream(WorldRegion reader, WorldRegion source)
    {
        Reader = reader;
        Source = source;
        peer = reader.Replication.ReaderOf(source.Name);
        feed = new(reader.Name, source.Volume, source.Time);
        peer.Connected();
    }

    public WorldRegion Reader { get; }

    public WorldRegion Source { get; }

    /// <summary>Everything that the source has sent, arrived or not.</summary>
    public List<byte[]> Sent { get; } = [];

    public static SourceMessage Parse(byte[] bytes, string source) =>
        Frames.Of(Wire.FromSource.Parser.ParseFrom(bytes), source)!;

    public void Tick() => peer.Tick();

    public void Heartbeat()
    {
        peer.Probe();
        toReader.Enqueue(Frames.From(feed.Heartbeat()).ToByteArray());
    }

    /// <summary>The reader's messages go on their way.</summary>
    public void CarryOutbox()
    {
        while (peer.Outbox.TryRead(out var message))
        {
            toSource.Enqueue(Frames.From(message).ToByteArray());
        }
    }

    /// <summary>The source takes in one message; false when there is none.</summary>
    public bool DeliverToSource()
    {
        if (!toSource.TryDequeue(out var bytes))
        {
            return false;
        }

        feed.Receive(Frames.Of(Wire.FromReader.Parser.ParseFrom(bytes))!);
        return true;
    }

    /// <summary>The source sends one message; false when it has none.</summary>
    public bool Serve()
    {
        if (feed.Next() is not { } message)
        {
            return false;
        }

        var bytes = Frames.From(message).ToByteArray();
        Sent.Add(bytes);
        toReader.Enqueue(bytes);
        return true;
    }

    /// <summary>The reader takes in one message; null when there is none.</summary>
    public async Task<SourceMessage?> DeliverToReaderAsync()
    {
        if (!toReader.TryDequeue(out var bytes))
        {
            return null;
        }

        var message = Parse(bytes, Source.Name);
        await peer.ReceiveAsync(message, Reader.Time.GetTimestamp(), CancellationToken.None);
        return message;
    }

    /// <summary>What is on its way is lost.</summary>
    public void Dispose()
    {
        peer.Disconnected("broken by the test");
        feed.Dispose();
    }
}
