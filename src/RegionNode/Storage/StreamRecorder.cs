using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

enum StreamRecordKind
{
    Insert,
    Modify,
    Remove,
}

/// <summary>
/// Writes a stream's record of a change, in the transaction that stores the change. The single writer's: it knows the
/// open shard of each stream that it has written to, and how far that one is.
/// </summary>
sealed class StreamRecorder(Session session, HybridLogicalClock clock)
{
    const string Insert = """
        INSERT INTO stream_record (sequence, created, kind, is_expiry, size, partition, sort, old_json, new_json)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    readonly Dictionary<long, Tail> tails = [];

    /// <summary>Records what became of the item, unless nothing did. Called before the row is stored.</summary>
    /// <param name="row">The version that is about to be stored.</param>
    /// <param name="present">What it takes the place of.</param>
    /// <param name="isOwnExpiry">The item's time ran out, and this region found it.</param>
    public void Record(
        StreamEntry stream, in ItemKey key, in ItemRow row, ReadOnlySpan<byte> json, ItemRow? present,
        bool isOwnExpiry)
    {
        var was = present is { IsTombstone: false };
        if (!was && row.IsTombstone)
        {
            return;
        }

        var old = was ? ItemRows.JsonOf(session, present!.Value) : [];
        if (was && !row.IsTombstone && IsSame(old, json))
        {
            return;
        }

        var kind = !was ? StreamRecordKind.Insert
            : row.IsTombstone ? StreamRecordKind.Remove
            : StreamRecordKind.Modify;
        var keepsOld = was && stream.View.HasOldImage();
        var keepsNew = !row.IsTombstone && stream.View.HasNewImage();
        var now = clock.WallMilliseconds;
        session.Prepare(Insert)
            .Bind(NextSequence(stream.Number, now))
            .Bind(now)
            .Bind((long)kind)
            .Bind(isOwnExpiry ? 1 : 0)
            .Bind((keepsOld ? present!.Value.Size : 0) + (keepsNew ? row.Size : 0))
            .Bind(key.Partition)
            .Bind(key.Sort)
            .BindText(keepsOld ? old : [])
            .BindText(keepsNew ? json : [])
            .Run();
    }

    /// <summary>What was numbered is not there: the next one looks.</summary>
    public void RolledBack() => tails.Clear();

    long NextSequence(long stream, long now)
    {
        if (!tails.TryGetValue(stream, out var tail))
        {
            var open = StreamRows.OpenShard(session, stream);
            Invariant.Holds(open is not null);
            tail = new(open, StreamRows.LastOf(session, open));
            tails.Add(stream, tail);
        }

        var isOld = now - tail.Shard.OpenedMs >= (long)StreamTimes.Shard.TotalMilliseconds;
        if (isOld || tail.Last + 1 >= tail.Shard.End)
        {
            StreamRows.Close(session, tail.Shard, tail.Last, now);
            var child = StreamRows.Open(session, stream, tail.Shard, now);
            tail = tails[stream] = new(child, child.First);
        }

        return ++tail.Last;
    }

    // One content is one text but for the order of attributes and of sets, and then it is as long.
    static bool IsSame(ReadOnlySpan<byte> old, ReadOnlySpan<byte> json) =>
        old.SequenceEqual(json) || (old.Length == json.Length && IsSameItem(old, json));

    static bool IsSameItem(ReadOnlySpan<byte> old, ReadOnlySpan<byte> json)
    {
        try
        {
            return new AttributeValue.M(AttributeJson.ReadItem(old))
                .Equals(new AttributeValue.M(AttributeJson.ReadItem(json)));
        }
        catch (Exception damaged) when (damaged is JsonException or DynamoException or InvalidOperationException)
        {
            return false;
        }
    }

    sealed class Tail(StreamShard shard, long last)
    {
        public StreamShard Shard => shard;

        public long Last { get; set; } = last;
    }
}
