using System.Globalization;
using System.Text.RegularExpressions;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>One member of a request or of a structure in it, as <c>api-model.txt</c> tells it.</summary>
sealed partial record ModelMember
{
    public required string Name { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>string, integer, long, double, boolean, timestamp, blob, list, map, or a structure's name.</summary>
    public required string Type { get; init; }

    /// <summary>Of a list or a map: what its elements are.</summary>
    public string? Of { get; init; }

    public string[] Values { get; init; } = [];

    public long? Min { get; init; }

    public long? Max { get; init; }

    public bool IsStructure => Type.Length > 0 && char.IsUpper(Type[0]);

    /// <summary>As messages name it within a request.</summary>
    public string At => char.ToLowerInvariant(Name[0]) + Name[1..];

    public static ModelMember Parse(string line)
    {
        var match = Line().Match(line);
        if (!match.Success)
        {
            throw new FormatException($"Not a member: {line}");
        }

        var isList = match.Groups["of"].Success;
        return new ModelMember
        {
            Name = match.Groups["name"].Value,
            IsRequired = match.Groups["required"].Success,
            Type = isList ? match.Groups["kind"].Value : match.Groups["type"].Value,
            Of = isList ? match.Groups["of"].Value : null,
            Values = match.Groups["values"].Success ? match.Groups["values"].Value.Split(',') : [],
            Min = Number(match.Groups["min"]),
            Max = Number(match.Groups["max"]),
        };
    }

    static long? Number(Group group) =>
        group.Success ? long.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("""
        ^\ \ (?<name>\w+)(?<required>!)?\ ((?<kind>list|map)<(?<of>.*)>|(?<type>\w+))
        (\{(?<values>[^}]*)\})?(\[(?<min>-?\d+)?\.\.(?<max>\d+)?\])?~?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
