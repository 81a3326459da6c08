using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>One change of an item as a stream tells it.</summary>
/// <param name="Size">DynamoDB's size of the images that are kept.</param>
/// <param name="OldJson">The item as it was; empty where there was none, or it is not kept.</param>
/// <param name="NewJson">The item as it became; empty where there is none, or it is not kept.</param>
sealed record StreamChange(
    long Sequence,
    DateTimeOffset CreatedAt,
    StreamRecordKind Kind,
    bool IsExpiry,
    int Size,
    ItemKey Key,
    byte[] OldJson,
    byte[] NewJson);

/// <summary>Some records of a shard.</summary>
/// <param name="Next">Where to read on; null where the shard is closed and has been read to its end.</param>
sealed record StreamPage(IReadOnlyList<StreamChange> Changes, long? Next);

/// <summary>A shard with its stream, as of one moment.</summary>
/// <param name="Head">The highest sequence that the shard has given; its first number where it gave none.</param>
sealed record StreamPlace(StreamEntry Stream, StreamShard Shard, long Head);

/// <summary>Reads of streams, each from one snapshot of what is durable.</summary>
sealed class StreamStore(Database database)
{
    const string SelectRecords = """
        SELECT sequence, created, kind, is_expiry, size, partition, sort, old_json, new_json
        FROM stream_record WHERE sequence >= ? AND sequence < ? ORDER BY sequence
        """;

    /// <summary>Streams in the order of table names and labels.</summary>
    public IReadOnlyList<StreamEntry> List(string? tableName, (string TableName, string Label)? after, int limit)
    {
        using var lease = database.Read();
        return StreamRows.List(lease.Session, tableName, after, limit);
    }

    public StreamEntry? Find(string tableName, string label)
    {
        using var lease = database.Read();
        return StreamRows.Find(lease.Session, tableName, label);
    }

    /// <summary>The stream's shards in the order in which they follow each other; null when it is not there.</summary>
    public (StreamEntry Stream, IReadOnlyList<StreamShard> Shards)? Describe(string tableName, string label) =>
        database.InSnapshot<(StreamEntry, IReadOnlyList<StreamShard>)?>(
            session => StreamRows.Find(session, tableName, label) is { } stream
                ? (stream, StreamRows.Shards(session, stream.Number))
                : null);

    /// <summary>The shard of that id; null when the stream has none.</summary>
    public StreamPlace? Place(StreamEntry stream, string shardId) => database.InSnapshot(session =>
        StreamRows.Shards(session, stream.Number).Find(shard => shard.Id == shardId) is { } shard
            ? new StreamPlace(stream, shard, StreamRows.LastOf(session, shard))
            : null);

    /// <summary>Reads on from a sequence, or from the oldest record where that is zero.</summary>
    /// <exception cref="DynamoException">
    /// The shard has gone, or records from there on were trimmed that nobody can read any more.
    /// </exception>
    public StreamPage Read(StreamEntry stream, long shardNumber, long from, int limit) =>
        database.InSnapshot(session =>
        {
            var shard = StreamRows.Shards(session, stream.Number).Find(shard => shard.Number == shardNumber)
                ?? throw DynamoException.ShardNotFound();
            if (from != 0 && from <= shard.Trimmed)
            {
                throw DynamoException.TrimmedDataAccess();
            }

            var (changes, isEnd) = Records(session, stream, shard, Math.Max(from, shard.Trimmed + 1), limit);
            var next = changes.Count > 0 ? changes[^1].Sequence + 1
                : from != 0 ? from
                : shard.Trimmed + 1;
            return new StreamPage(changes, isEnd && shard.Last is not null ? null : next);
        });

    static (List<StreamChange> Changes, bool IsEnd) Records(
        Session session, StreamEntry stream, StreamShard shard, long from, int limit)
    {
        var changes = new List<StreamChange>();
        long bytes = 0;
        var select = session.Prepare(SelectRecords).Bind(from).Bind(shard.End);
        while (select.Step())
        {
            var change = Change(select);
            bytes += change.Size + ItemSize.Of(KeyDecoding.Of(stream.Keys, change.Key));
            if (changes.Count == limit || (changes.Count > 0 && bytes > Limits.StreamPageBytesMax))
            {
                select.Reset();
                return (changes, false);
            }

            changes.Add(change);
        }

        return (changes, true);
    }

    static StreamChange Change(Statement row) => new(
        row.Int64(0),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(1)),
        (StreamRecordKind)row.Int64(2),
        row.Int64(3) != 0,
        row.Int32(4),
        new(row.Bytes(5).ToArray(), row.Bytes(6).ToArray()),
        row.Bytes(7).ToArray(),
        row.Bytes(8).ToArray());
}
