using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>A stream and its shards, a page of them at a time, or the children of one.</summary>
static class DescribeStream
{
    static readonly Choices<bool> Filters = new(false, ("CHILD_SHARDS", true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var arn = StreamArns.Read(request["StreamArn"u8], "streamArn", ref constraints);
        var limit = request["Limit"u8].AsLong();
        constraints.Between(limit, "limit", 1, Limits.DescribeStreamShardsMax);
        var after = ShardId(request["ExclusiveStartShardId"u8], "exclusiveStartShardId", ref constraints);
        var filter = request["ShardFilter"u8].AsObject();
        var ofChildren = filter is not null
            && constraints.One(filter["Type"u8], "shardFilter.type", Filters);
        var parent = filter is null ? null : ShardId(filter["ShardId"u8], "shardFilter.shardId", ref constraints);
        constraints.Check();

        var found = StreamArns.Parse(region.Name, arn) is { } named
            ? region.Streams.Describe(named.TableName, named.Label)
            : null;
        var (stream, all) = found ?? throw DynamoException.StreamNotFound(arn);
        var shards = all
            .Where(shard => after is null || string.CompareOrdinal(shard.Id, after) > 0)
            .Where(shard => !ofChildren || shard.ParentId == parent)
            .ToList();
        Write(answer.Json, arn, stream, shards, (int)(limit ?? Limits.DescribeStreamShardsMax));
        return ValueTask.CompletedTask;
    }

    static string? ShardId(JsonSlice id, string at, ref Constraints constraints)
    {
        var text = id.AsString();
        constraints.Length(text, at, Limits.ShardIdCharsMin, Limits.ShardIdCharsMax);
        return text;
    }

    static void Write(Utf8JsonWriter json, string arn, StreamEntry stream, List<StreamShard> shards, int limit)
    {
        json.WriteStartObject();
        json.WriteStartObject("StreamDescription"u8);
        json.WriteString("StreamArn"u8, arn);
        json.WriteString("StreamLabel"u8, stream.Label);
        json.WriteString("StreamStatus"u8, stream.IsOpen ? "ENABLED"u8 : "DISABLED"u8);
        json.WriteString("StreamViewType"u8, StreamViews.NameOf(stream.View));
        json.WriteNumber("CreationRequestDateTime"u8, stream.CreatedAt.ToUnixTimeMilliseconds() / 1000m);
        json.WriteString("TableName"u8, stream.TableName);
        TableDescription.WriteKeySchema(json, stream.Keys);
        json.WriteStartArray("Shards"u8);
        foreach (var shard in shards.Take(limit))
        {
            Write(json, shard);
        }

        json.WriteEndArray();
        if (shards.Count > limit)
        {
            json.WriteString("LastEvaluatedShardId"u8, shards[limit - 1].Id);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, StreamShard shard)
    {
        json.WriteStartObject();
        json.WriteString("ShardId"u8, shard.Id);
        json.WriteStartObject("SequenceNumberRange"u8);
        json.WriteString("StartingSequenceNumber"u8, SequenceNumbers.Of(shard.First));
        if (shard.Last is { } last)
        {
            json.WriteString("EndingSequenceNumber"u8, SequenceNumbers.Of(last));
        }

        json.WriteEndObject();
        if (shard.ParentId is { } parent)
        {
            json.WriteString("ParentShardId"u8, parent);
        }

        json.WriteEndObject();
    }
}
