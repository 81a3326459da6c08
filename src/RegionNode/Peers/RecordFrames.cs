using Google.Protobuf;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Peers;

/// <summary>
/// Change records to and from their wire form, in which logs and contexts are named by their place in lists that
/// travel with the batch.
/// </summary>
static class RecordFrames
{
    public static Wire.Records From(IReadOnlyList<ChangeRecord> records, IReadOnlyList<LogName> logs)
    {
        var frame = new Wire.Records();
        var places = new Dictionary<long, uint>(logs.Count);
        foreach (var log in logs)
        {
            places.Add(log.Id, (uint)frame.Logs.Count);
            frame.Logs.Add(new Wire.LogName { Id = (ulong)log.Id, Region = log.Region });
        }

        var contexts = new Dictionary<VersionVector, uint>();
        foreach (var record in records)
        {
            var context = record.Vector.Without(record.Log);
            if (!contexts.TryGetValue(context, out var place))
            {
                place = (uint)frame.Contexts.Count;
                contexts.Add(context, place);
                frame.Contexts.Add(From(context, places));
            }

            frame.Records_.Add(new Wire.Record
            {
                Partition = UnsafeByteOperations.UnsafeWrap(record.Partition),
                Sort = UnsafeByteOperations.UnsafeWrap(record.Sort),
                Time = record.Time.Value,
                Flags = (uint)record.Flags,
                Log = places[record.Log],
                Sequence = (ulong)record.Sequence,
                Context = place,
                Checksum = (ulong)record.Checksum,
                Size = (uint)record.Size,
                Json = UnsafeByteOperations.UnsafeWrap(record.Json),
            });
        }

        return frame;
    }

    /// <exception cref="ReplicationException">The frame does not hold together.</exception>
    public static (IReadOnlyList<ChangeRecord> Records, IReadOnlyList<LogName> Logs) Of(Wire.Records frame)
    {
        try
        {
            LogName[] logs = [.. frame.Logs.Select(log => new LogName((long)log.Id, log.Region))];
            VersionVector[] contexts = [.. frame.Contexts.Select(context => Of(context, logs))];
            ChangeRecord[] records = [.. frame.Records_.Select(record => Of(record, logs, contexts))];
            return (records, logs);
        }
        catch (IndexOutOfRangeException)
        {
            throw new ReplicationException("A batch names a log or a context that it does not list.");
        }
    }

    public static VersionVector Of(IEnumerable<Wire.LogPosition> positions) => VersionVector.Of(
        positions.Select(position => KeyValuePair.Create((long)position.Log, (long)position.Sequence)));

    public static IEnumerable<Wire.LogPosition> From(VersionVector vector)
    {
        for (var i = 0; i < vector.Count; i++)
        {
            var (log, sequence) = vector[i];
            yield return new Wire.LogPosition { Log = (ulong)log, Sequence = (ulong)sequence };
        }
    }

    static Wire.Context From(VersionVector context, Dictionary<long, uint> places)
    {
        var frame = new Wire.Context();
        for (var i = 0; i < context.Count; i++)
        {
            var (log, sequence) = context[i];
            frame.Logs.Add(places[log]);
            frame.Sequences.Add((ulong)sequence);
        }

        return frame;
    }

    static VersionVector Of(Wire.Context context, LogName[] logs) => VersionVector.Of(
        context.Logs.Zip(
            context.Sequences, (log, sequence) => KeyValuePair.Create(logs[log].Id, (long)sequence)));

    static ChangeRecord Of(Wire.Record record, LogName[] logs, VersionVector[] contexts)
    {
        var log = logs[record.Log];
        return new()
        {
            Partition = record.Partition.ToByteArray(),
            Sort = record.Sort.ToByteArray(),
            Time = new(record.Time),
            Flags = (RowFlags)record.Flags,
            Log = log.Id,
            LogRegion = log.Region,
            Sequence = (long)record.Sequence,
            Vector = contexts[record.Context].With(log.Id, (long)record.Sequence),
            Checksum = (long)record.Checksum,
            Size = (int)record.Size,
            Json = record.Json.ToByteArray(),
        };
    }
}
