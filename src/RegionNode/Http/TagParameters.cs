using System.Globalization;
using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>Tags of tables: what a request may give, and what becomes of those that a table has.</summary>
static class TagParameters
{
    const string AllowedSigns = "+-=._:/";
    const string ReservedPrefix = "aws:";

    /// <summary>The service says in words of its own what is wrong with a tag.</summary>
    public static readonly Shape List =
        new ListShape(new StructureShape("Tag", new("Key", new TextShape()), new("Value", new TextShape())));

    /// <summary>The table that a request about tags names.</summary>
    public static TableEntry TableOf(TableCatalog tables, JsonObject request) => ResourceArns.Find(
        tables,
        request["ResourceArn"u8].AsString() ?? throw DynamoException.Validation("Invalid TableArn"),
        static (arn, _) => DynamoException.NoSuchResource($"ResourceArn: {arn}"));

    /// <summary>An ARN is missed first, in words of its own.</summary>
    public static void CheckGiven(JsonObject request, string parameter, string at)
    {
        if (request["ResourceArn"u8].IsPresent)
        {
            var constraints = new Constraints();
            constraints.NotNull(request.Find(parameter), at);
            constraints.Check();
        }
    }

    /// <summary>Tags by their keys.</summary>
    /// <exception cref="DynamoException">One is not allowed, or there are too many.</exception>
    public static Dictionary<string, string> Read(JsonSlice list)
    {
        var tags = new Dictionary<string, string>();
        foreach (var element in list.AsList() ?? [])
        {
            var tag = element.AsElement("Tag");
            var key = tag?["Key"u8].AsString();
            CheckKey(key);
            var value = tag!["Value"u8].AsString();
            if (value is null || value.Length > Limits.TagValueCharsMax || !value.All(IsAllowed))
            {
                throw DynamoException.Validation($"The Tag Value provided is invalid, Value: {value ?? "null"}");
            }

            if (!tags.TryAdd(key!, value))
            {
                throw DynamoException.Validation(
                    $"Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}");
            }
        }

        CheckCount(tags.Count);
        return tags;
    }

    public static List<string> ReadKeys(JsonSlice list)
    {
        var keys = list.AsList()!.ConvertAll(key => key.AsString());
        keys.ForEach(CheckKey);
        CheckCount(keys.Count);
        return keys!;
    }

    /// <summary>What the table has with these besides, in the order of the keys.</summary>
    public static List<Tag> With(IReadOnlyList<Tag> present, Dictionary<string, string> added)
    {
        var tags = present.ToDictionary(tag => tag.Key, tag => tag.Value);
        foreach (var (key, value) in added)
        {
            tags[key] = value;
        }

        CheckCount(tags.Count);
        return [.. tags.Select(tag => new Tag(tag.Key, tag.Value)).OrderBy(tag => tag.Key, StringComparer.Ordinal)];
    }

    static void CheckKey(string? key)
    {
        if (key is null or "" || key.Length > Limits.TagKeyCharsMax || !key.All(IsAllowed))
        {
            throw DynamoException.Validation($"The Tag Key provided is invalid, Key: {key ?? "null"}");
        }

        if (key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            throw DynamoException.Validation($"Tag Key cannot be prefixed with aws:, Key: {key}");
        }
    }

    static void CheckCount(int count)
    {
        if (count > Limits.TagsMax)
        {
            throw DynamoException.Validation(
                "Number of Tags exceed the current limit for the provided ResourceArn");
        }
    }

    static bool IsAllowed(char character) =>
        char.IsLetter(character) || char.IsNumber(character) || char.IsWhiteSpace(character)
        || AllowedSigns.Contains(character) || char.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark;
}
