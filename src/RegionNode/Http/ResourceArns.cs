using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>ARNs of this region's tables, as they are told and as requests give them.</summary>
static class ResourceArns
{
    const string Scheme = "arn:";
    const string ServiceName = "dynamodb";
    const string TablePrefix = "table/";
    const int Parts = 6;

    public static string OfTable(string region, string tableName) =>
        $"arn:aws:dynamodb:{region}:000000000000:{TablePrefix}{tableName}";

    /// <summary>The table that the ARN names, in whatever state it is.</summary>
    /// <exception cref="DynamoException">It is no ARN of a table that is here.</exception>
    public static TableEntry Find(TableCatalog tables, string arn, Func<string, string, DynamoException> notFound)
    {
        if (!arn.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw DynamoException.InvalidParameter($"ARNs must start with 'arn:': {arn}");
        }

        var parts = arn.Split(':', Parts);
        if (parts.Length < Parts || parts[2] != ServiceName
            || !parts[5].StartsWith(TablePrefix, StringComparison.Ordinal))
        {
            throw DynamoException.InvalidParameter($"Provided Arn is not a DynamoDB resource arn: {arn}");
        }

        var name = parts[5][TablePrefix.Length..];
        if (name.Contains('/', StringComparison.Ordinal))
        {
            throw DynamoException.InvalidParameter(
                $"Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {arn}");
        }

        if (parts[3] != tables.Region || name.Length < Limits.TableNameCharsMin)
        {
            throw DynamoException.Validation($"Invalid TableArn: Invalid ResourceArn provided as input {arn}");
        }

        return tables.Find(name) ?? throw notFound(arn, name);
    }
}
