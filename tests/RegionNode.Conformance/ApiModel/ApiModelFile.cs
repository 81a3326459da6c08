using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>
/// Makes <c>api-model.txt</c> of a service model as the AWS SDKs are generated from: of each operation what its
/// request may have, and of each structure in a request the same, with types and bounds. Nothing else of the model is
/// taken.
/// </summary>
static class ApiModelFile
{
    /// <summary>The text for a model.</summary>
    /// <param name="json">A <c>service-2.json</c>.</param>
    public static string From(string json)
    {
        using var model = JsonDocument.Parse(json);
        var shapes = model.RootElement.GetProperty("shapes");
        var text = new StringBuilder();
        var structures = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var operation in model.RootElement.GetProperty("operations").EnumerateObject()
            .OrderBy(operation => operation.Name, StringComparer.Ordinal))
        {
            text.Append("operation ").Append(operation.Name).Append('\n');
            if (operation.Value.TryGetProperty("input", out var input))
            {
                Append(text, shapes, input.GetProperty("shape").GetString()!, structures);
            }
        }

        // Structures within structures are found while these are written.
        var written = new HashSet<string>();
        while (structures.FirstOrDefault(name => !written.Contains(name)) is { } next)
        {
            written.Add(next);
            text.Append("structure ").Append(next).Append('\n');
            Append(text, shapes, next, structures);
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, JsonElement shapes, string structure, ISet<string> structures)
    {
        var shape = shapes.GetProperty(structure);
        var required = shape.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet()
            : [];
        foreach (var member in shape.GetProperty("members").EnumerateObject())
        {
            text.Append("  ").Append(member.Name).Append(required.Contains(member.Name) ? "!" : "").Append(' ')
                .Append(TypeOf(shapes, member.Value.GetProperty("shape").GetString()!, structures)).Append('\n');
        }
    }

    static string TypeOf(JsonElement shapes, string name, ISet<string> structures)
    {
        var shape = shapes.GetProperty(name);
        var type = shape.GetProperty("type").GetString()!;
        switch (type)
        {
            case "structure":
                structures.Add(name);
                return name;
            case "list":
                return $"list<{TypeOf(shapes, Inner(shape, "member"), structures)}>{Bounds(shape)}";
            case "map":
                return $"map<{TypeOf(shapes, Inner(shape, "value"), structures)}>{Bounds(shape)}";
            default:
                return type + Bounds(shape);
        }
    }

    static string Inner(JsonElement shape, string part) =>
        shape.GetProperty(part).GetProperty("shape").GetString()!;

    static string Bounds(JsonElement shape)
    {
        var bounds = "";
        if (shape.TryGetProperty("enum", out var values))
        {
            bounds += $"{{{string.Join(',', values.EnumerateArray().Select(value => value.GetString()))}}}";
        }

        var (min, max) = (Number(shape, "min"), Number(shape, "max"));
        if (min is not null || max is not null)
        {
            bounds += string.Create(CultureInfo.InvariantCulture, $"[{min}..{max}]");
        }

        return shape.TryGetProperty("pattern", out _) ? bounds + "~" : bounds;
    }

    static long? Number(JsonElement shape, string bound) =>
        shape.TryGetProperty(bound, out var value) ? (long)value.GetDouble() : null;
}
