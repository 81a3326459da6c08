using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>The streams that can be read, of all tables or of one name, a page at a time.</summary>
static class ListStreams
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var tableName = request["TableName"u8].AsString();
        if (tableName is not null)
        {
            TableNames.Check(tableName, "tableName", ref constraints);
        }

        var limit = request["Limit"u8].AsLong();
        constraints.Between(limit, "limit", 1, Limits.ListStreamsMax);
        var start = request["ExclusiveStartStreamArn"u8];
        var after = start.IsPresent ? StreamArns.Read(start, "exclusiveStartStreamArn", ref constraints) : null;
        constraints.Check();

        // One of another region is not here; there is nothing that it could come before.
        (string, string)? place = after is null ? null
            : StreamArns.Parse(region.Name, after) ?? throw DynamoException.StreamNotFound(after);
        Write(region, answer, tableName, place, (int)(limit ?? Limits.ListStreamsMax));
        return ValueTask.CompletedTask;
    }

    static void Write(
        ServedRegion region, AnswerBody answer, string? tableName, (string, string)? after, int limit)
    {
        var streams = region.Streams.List(tableName, after, limit + 1);
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("Streams"u8);
        foreach (var stream in streams.Take(limit))
        {
            json.WriteStartObject();
            json.WriteString("StreamArn"u8, StreamArns.Of(region.Name, stream));
            json.WriteString("TableName"u8, stream.TableName);
            json.WriteString("StreamLabel"u8, stream.Label);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (streams.Count > limit)
        {
            json.WriteString("LastEvaluatedStreamArn"u8, StreamArns.Of(region.Name, streams[limit - 1]));
        }

        json.WriteEndObject();
    }
}
