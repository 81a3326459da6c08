using System.Text.Json;
using YamlDotNet.RepresentationModel;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Resources;

/// <summary>Holds a schema against a C# type, field by field.</summary>
/// <param name="words">Values of fields that are text in C#, by path.</param>
/// <param name="requiredByTheSchemaAlone">The one field that the type does not ask for.</param>
sealed class SchemaComparison(IReadOnlyDictionary<string, string[]> words, string requiredByTheSchemaAlone)
{
    const string Nothing = "{}";

    readonly HashSet<string> seen = [];

    public IEnumerable<string> Compare(ResourceSchema schema, Type type, string path)
    {
        var (json, format) = JsonOf(type);
        if (schema.Type != json || schema.Format != format)
        {
            return [$"{path} is {schema.Type} {schema.Format} in the schema, {json} {format} in {type.Name}"];
        }

        return
        [
            .. Words(schema, type, path),
            .. ElementOf(type) is { } element ? Compare(schema.Items!, element, path + "[]") : [],
            .. type == typeof(JsonElement) && !schema.TakesAnything ? [$"{path} must take anything"] : Array.Empty<string>(),
            .. json == "object" && type != typeof(JsonElement) ? Members(schema, type, path) : [],
        ];
    }

    /// <summary>Values that were listed for fields that are not there.</summary>
    public IEnumerable<string> Unused() => words.Keys.Except(seen).Select(path => $"{path} has values and does not exist");

    IEnumerable<string> Members(ResourceSchema schema, Type type, string path)
    {
        var members = TypeMember.Of(type);
        var properties = schema.Properties;
        return
        [
            .. properties.Keys.Except(members.Select(member => member.Name))
                .Select(name => $"{path}.{name} is in the schema and not in {type.Name}"),
            .. members.Where(member => !properties.ContainsKey(member.Name))
                .Select(member => $"{path}.{member.Name} is in {type.Name} and not in the schema"),
            .. members.Where(member => properties.ContainsKey(member.Name)).SelectMany(member =>
                OfMember(schema, member, $"{path}.{member.Name}", type)),
        ];
    }

    List<string> OfMember(ResourceSchema parent, TypeMember member, string path, Type type)
    {
        var schema = parent.Properties[member.Name];
        var isRequired = parent.Required.Contains(member.Name);
        var differences = new List<string>();
        if (isRequired != IsRequired(member, path, type))
        {
            differences.Add($"{path} is {(isRequired ? "" : "not ")}required in the schema; in {type.Name} it is otherwise");
        }

        var (wanted, found) = (DefaultOf(member, path, isRequired), TextOf(schema.Default));
        if (wanted != found)
        {
            differences.Add($"{path} is {found ?? "absent"} by default in the schema, {wanted ?? "absent"} in {type.Name}");
        }

        differences.AddRange(Compare(schema, member.Type, path));
        return differences;
    }

    /// <summary>Of a condition Kubernetes says itself what it must have.</summary>
    bool IsRequired(TypeMember member, string path, Type type) =>
        type == typeof(V1Condition) ? member.Name != "observedGeneration"
        : member.IsRequired || path == requiredByTheSchemaAlone;

    /// <summary>A status has no defaults: what is absent is not known.</summary>
    static string? DefaultOf(TypeMember member, string path, bool isRequired) =>
        isRequired || member.IsNullable || path.StartsWith("status", StringComparison.Ordinal) ? null
        : member.Default switch
        {
            bool flag => flag ? "true" : "false",
            int or long or string or Enum => $"{member.Default}",
            _ => Nothing,
        };

    static string? TextOf(YamlNode? value) =>
        value is YamlMappingNode { Children.Count: 0 } ? Nothing : value?.ToString();

    IEnumerable<string> Words(ResourceSchema schema, Type type, string path)
    {
        seen.Add(path);
        var wanted = type.IsEnum ? Enum.GetNames(type)
            : path.EndsWith(".conditions[].status", StringComparison.Ordinal) ? ["True", "False", "Unknown"]
            : words.GetValueOrDefault(path, []);
        return schema.Enum.Order(StringComparer.Ordinal).SequenceEqual(wanted.Order(StringComparer.Ordinal))
            ? []
            : [$"{path} is one of [{string.Join(", ", schema.Enum)}] in the schema, [{string.Join(", ", wanted)}] in code"];
    }

    static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;

    static (string Type, string? Format) JsonOf(Type type) => type switch
    {
        _ when type == typeof(string) || type.IsEnum => ("string", null),
        _ when type == typeof(DateTime) => ("string", "date-time"),
        _ when type == typeof(bool) => ("boolean", null),
        _ when type == typeof(int) => ("integer", "int32"),
        _ when type == typeof(long) => ("integer", "int64"),
        _ when ElementOf(type) is not null => ("array", null),
        _ => ("object", null),
    };
}
