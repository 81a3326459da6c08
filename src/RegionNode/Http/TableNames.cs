using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>How requests name tables: by name or by ARN. The name is the first thing the service looks at.</summary>
static class TableNames
{
    const string Pattern = "[a-zA-Z0-9_.-]+";

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

        if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-'))
        {
            constraints.Add(
                Constraints.Quoted(name), at, $"Member must satisfy regular expression pattern: {Pattern}");
        }

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
