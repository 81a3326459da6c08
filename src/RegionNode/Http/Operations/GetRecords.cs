using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Reads a shard on from where an iterator stands.</summary>
static class GetRecords
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var text = request["ShardIterator"u8];
        constraints.NotNull(text, "shardIterator");
        constraints.Length(text.AsString(), "shardIterator", 1, Limits.ShardIteratorCharsMax);
        var limit = request["Limit"u8].AsLong();
        constraints.Between(limit, "limit", 1, Limits.StreamRecordsMax);
        constraints.Check();

        var now = region.Time.GetUtcNow();
        var iterator = ShardIterator.Parse(text.AsString()!, now);
        var stream = StreamArns.Existing(region, iterator.StreamArn);
        var page = region.Streams.Read(
            stream, iterator.Shard, iterator.From, (int)(limit ?? Limits.StreamRecordsMax));
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("Records"u8);
        foreach (var change in page.Changes)
        {
            StreamRecordJson.Write(json, region.Name, stream, change);
        }

        json.WriteEndArray();
        if (page.Next is { } next)
        {
            json.WriteString("NextShardIterator"u8, (iterator with { From = next, MadeAt = now }).ToString());
        }

        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
