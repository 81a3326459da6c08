using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>How requests name tables: by name or by ARN. The name is the first thing the service looks at.</summary>
static class TableNames
{
    /// <summary>The name in a request that reads or writes items.</summary>
    public static string OfData(JsonObject request)
    {
        var name = request["TableName"u8];
        var constraints = new Constraints();
        constraints.NotNull(name, "tableName");
        constraints.Check();
        return Checked(name.AsString()!);
    }

    /// <summary>The name in a request about tables.</summary>
    public static string OfControl(JsonObject request) =>
        Checked(request["TableName"u8].AsString() ?? throw DynamoException.MissingParameter("TableName"));

    /// <summary>An ARN names a table of the region that is asked.</summary>
    public static void CheckRegion(string region, JsonObject request)
    {
        var given = request["TableName"u8];
        if (given.Utf8.Span.StartsWith("\"arn:"u8)
            && given.AsString()!.Split(':') is [_, _, _, var named, _, ..] && named != region)
        {
            throw DynamoException.Validation(
                $"1 validation error detected: Invalid AWS region in '{given.AsString()}'");
        }
    }

    /// <summary>The table's name, of a name or an ARN.</summary>
    public static string Checked(string given)
    {
        var name = FromArn(given);
        var constraints = new Constraints();
        Check(name, "tableName", ref constraints);
        constraints.Check();
        return name;
    }

    public static void Check(string name, string at, ref Constraints constraints)
    {
        if (name.Length == 0)
        {
            constraints.Length(name, at, 1, Limits.TableNameCharsMax);
            return;
        }

        constraints.Name(name, at);
        constraints.Length(name, at, Limits.TableNameCharsMin, Limits.TableNameCharsMax);
    }

    /// <summary>The table, for reading and writing; one that is being filled is not there for that.</summary>
    public static TableEntry Serving(TableCatalog tables, string name) =>
        tables.Find(name) is { IsReadable: true } table
            ? table
            : throw DynamoException.ResourceNotFound();

    /// <summary>The table in whatever state it is, for requests about tables.</summary>
    public static TableEntry Existing(TableCatalog tables, string name) =>
        tables.Find(name) ?? throw DynamoException.TableNotFound(name);

    /// <summary>The name, where an ARN may stand for it.</summary>
    public static string FromArn(string given)
    {
        const string inArn = ":table/";
        var table = given.StartsWith("arn:", StringComparison.Ordinal)
            ? given.IndexOf(inArn, StringComparison.Ordinal)
            : -1;
        return table < 0 ? given : given[(table + inArn.Length)..];
    }
}
