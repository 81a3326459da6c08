using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Peers;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Storage;
using Wire = GlobalTables.RegionNode.Peers.Wire;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>Messages that arrive after their stream has broken, or for the second time.</summary>
sealed class LateMessages(SimulatedWorld world)
{
    /// <summary>Frames of broken streams that may yet arrive.</summary>
    const int PastMax = 300;

    readonly List<(string Reader, string Source, long ReaderLog, byte[] Frame)> past = [];
    readonly List<(SimulatedStream Stream, byte[] Frame)> unread = [];

    public void Forget()
    {
        past.Clear();
        unread.Clear();
    }

    /// <summary>What a source sends may come once more, at any time.</summary>
    public void Keep(SimulatedStream stream, TableEntry table, byte[] frame)
    {
        if (MayComeLate(stream.Reader, table, frame))
        {
            past.Add((stream.Reader.Name, stream.Source.Name, table.Log, frame));
            if (past.Count > PastMax)
            {
                past.RemoveAt(world.Random.Next(past.Count));
            }
        }
    }

    /// <summary>What a reader has sent on a stream that breaks may come yet.</summary>
    public void KeepUnread(SimulatedStream stream) =>
        unread.AddRange(stream.UnreadBySource.Select(frame => (stream, frame)));

    public void ForgetUnreadOf(SimulatedRegion source) => unread.RemoveAll(one => one.Stream.Source == source);

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

    void Deliver((string Reader, string Source, long ReaderLog, byte[] Frame) sent)
    {
        var (readerName, source, readerLog, frame) = sent;
        var reader = world.Regions[readerName];
        var message = Frames.Of(Wire.FromSource.Parser.ParseFrom(frame), source);
        if (world.Table(reader) is not { } table || table.Log != readerLog
            || SourceMessages.RecordsOf(message) is not { } records)
        {
            return;
        }

        world.Counters.Count(Rare.LateBatch);
        world.Trace.Note($"late: {readerName} gets {SourceMessages.Told(message!)} of {source}");
        world.Start(async () =>
        {
            try
            {
                var applying = message is SourceMessage.Chunk chunk
                    ? reader.Node!.Applier.ApplyAsync(table, source, chunk.Difference, null, CancellationToken.None)
                    : reader.Node!.Applier.ApplyAsync(
                        table, ((SourceMessage.Batch)message!).Feed, CancellationToken.None);
                await applying;
                world.Arrived(reader, records);
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

    // A batch that was sent ahead counts on those before it: only the order of its stream, which production keeps, makes
    // it a claim. What was read from where the reader stood may come at any time.
    static bool MayComeLate(SimulatedRegion reader, TableEntry table, byte[] frame) =>
        Wire.FromSource.Parser.ParseFrom(frame).Batch is not { } batch
        || batch.From <= (ulong)reader.Node!.Volume.Changes.PositionsOf(table).Cursors
            .GetValueOrDefault((long)batch.Log);
}
