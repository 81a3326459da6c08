using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>Streams by their ARN, which names the region, the table and the stream's label.</summary>
static class StreamArns
{
    const string InArn = "/stream/";

    public static string Of(string region, StreamEntry stream) =>
        $"{Prefix(region)}{stream.TableName}{InArn}{stream.Label}";

    /// <summary>The parameter, as the service first looks at it.</summary>
    public static string Read(JsonSlice arn, string at, ref Constraints constraints)
    {
        constraints.NotNull(arn, at);
        var text = arn.AsString() ?? "";
        constraints.Length(text, at, 0, Limits.StreamArnCharsMax);
        return text;
    }

    /// <summary>The table's name and the stream's label; null for the ARN of a stream that cannot be here.</summary>
    /// <exception cref="DynamoException">It is not the ARN of a stream.</exception>
    public static (string TableName, string Label)? Parse(string region, string arn)
    {
        const int partsOfArn = 6;
        var parts = arn.Split(':', partsOfArn);
        var inTable = parts.Length == partsOfArn ? parts[^1] : "";
        var stream = inTable.IndexOf(InArn, StringComparison.Ordinal);
        const string table = "table/";
        if (parts[0] != "arn" || !inTable.StartsWith(table, StringComparison.Ordinal) || stream < table.Length)
        {
            throw DynamoException.Validation("Invalid StreamArn");
        }

        return arn.StartsWith(Prefix(region), StringComparison.Ordinal)
            ? (inTable[table.Length..stream], inTable[(stream + InArn.Length)..])
            : null;
    }

    /// <exception cref="DynamoException">It is not the ARN of a stream, or of none that is here.</exception>
    public static StreamEntry Existing(ServedRegion region, string arn) =>
        (Parse(region.Name, arn) is { } named ? region.Streams.Find(named.TableName, named.Label) : null)
        ?? throw DynamoException.StreamNotFound(arn);

    static string Prefix(string region) => $"arn:aws:dynamodb:{region}:000000000000:table/";
}
