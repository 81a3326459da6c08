using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>Reads streams as consumers do: shard by shard, children after their parents, page after page.</summary>
static class StreamReading
{
    /// <summary>Everything that can be read of the stream, in its order.</summary>
    public static List<StreamChange> All(this StreamStore streams, StreamEntry stream, int limit = 1000)
    {
        var changes = new List<StreamChange>();
        var (_, shards) = streams.Describe(stream.TableName, stream.Label)!.Value;
        CheckLineage(shards);
        foreach (var shard in shards)
        {
            long? from = 0;
            while (from is { } place)
            {
                var page = streams.Read(stream, shard.Number, place, limit);
                Assert.InRange(page.Changes.Count, 0, limit);
                changes.AddRange(page.Changes);
                from = page.Changes.Count == 0 && shard.Last is null ? null : page.Next;
            }
        }

        Assert.Equal(changes.Select(change => change.Sequence).Order(), changes.Select(change => change.Sequence));
        Assert.Equal(changes.Count, changes.DistinctBy(change => change.Sequence).Count());
        return changes;
    }

    /// <summary>A change as a line: what happened, the sort key, and what is kept.</summary>
    public static string Text(this StreamChange change) =>
        $"{change.Kind} {Encoding.UTF8.GetString(change.Key.Sort)} "
        + $"[{Encoding.UTF8.GetString(change.OldJson)}] [{Encoding.UTF8.GetString(change.NewJson)}]"
        + (change.IsExpiry ? " expired" : "");

    static void CheckLineage(IReadOnlyList<StreamShard> shards)
    {
        var ids = shards.Select(shard => shard.Id).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        for (var i = 1; i < shards.Count; i++)
        {
            Assert.Equal(shards[i - 1].Id, shards[i].ParentId);
            Assert.InRange(shards[i - 1].Last!.Value, shards[i - 1].First, shards[i].First - 1);
        }

        Assert.All(ids, id => Assert.InRange(id.Length, Limits.ShardIdCharsMin, Limits.ShardIdCharsMax));
    }
}
