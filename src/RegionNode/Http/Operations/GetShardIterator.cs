using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>A place in a shard to begin to read from.</summary>
static class GetShardIterator
{
    enum IteratorType
    {
        TrimHorizon,
        Latest,
        AtSequenceNumber,
        AfterSequenceNumber,
    }

    static readonly Choices<IteratorType> Types = new(
        IteratorType.TrimHorizon,
        ("AFTER_SEQUENCE_NUMBER", IteratorType.AfterSequenceNumber),
        ("LATEST", IteratorType.Latest),
        ("AT_SEQUENCE_NUMBER", IteratorType.AtSequenceNumber),
        ("TRIM_HORIZON", IteratorType.TrimHorizon));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var arn = StreamArns.Read(request["StreamArn"u8], "streamArn", ref constraints);
        var shardId = request["ShardId"u8];
        constraints.NotNull(shardId, "shardId");
        constraints.Length(shardId.AsString(), "shardId", Limits.ShardIdCharsMin, Limits.ShardIdCharsMax);
        var typeName = request["ShardIteratorType"u8];
        constraints.NotNull(typeName, "shardIteratorType");
        var type = constraints.One(typeName, "shardIteratorType", Types);
        var number = request["SequenceNumber"u8].AsString();
        constraints.Length(
            number, "sequenceNumber", Limits.SequenceNumberCharsMin, Limits.SequenceNumberCharsMax);
        constraints.Check();
        CheckNumber(type, typeName.AsString()!, number);

        var stream = StreamArns.Existing(region, arn);
        var place = region.Streams.Place(stream, shardId.AsString()!) ?? throw DynamoException.ShardNotFound();
        var iterator = new ShardIterator(
            arn, place.Shard.Number, From(type, number, place), region.Time.GetUtcNow());
        answer.Json.WriteStartObject();
        answer.Json.WriteString("ShardIterator"u8, iterator.ToString());
        answer.Json.WriteEndObject();
        return ValueTask.CompletedTask;
    }

    static void CheckNumber(IteratorType type, string typeName, string? number)
    {
        var needsNumber = type is IteratorType.AtSequenceNumber or IteratorType.AfterSequenceNumber;
        if (needsNumber != number is not null)
        {
            throw DynamoException.Validation(needsNumber
                ? $"SequenceNumber must be specified for ShardIteratorType {typeName}"
                : $"SequenceNumber must not be specified for ShardIteratorType {typeName}");
        }
    }

    static long From(IteratorType type, string? number, StreamPlace place)
    {
        switch (type)
        {
            case IteratorType.TrimHorizon:
                return 0;
            case IteratorType.Latest:
                return place.Head + 1;
            default:
                if (SequenceNumbers.Parse(number!) is not { } sequence
                    || sequence < place.Shard.First
                    || sequence > place.Head)
                {
                    throw DynamoException.Validation("Invalid SequenceNumber");
                }

                var from = type == IteratorType.AtSequenceNumber ? sequence : sequence + 1;
                return from > place.Shard.Trimmed ? from : throw DynamoException.TrimmedDataAccess();
        }
    }
}
