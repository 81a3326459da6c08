using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.Operator.Tests.Resources;

/// <summary>A piece of the schema in a resource definition.</summary>
sealed record ResourceSchema(YamlMappingNode Node)
{
    public static ResourceSchema OfTables { get; } = Load("globaltables");

    public static ResourceSchema OfRegions { get; } = Load("regions");

    public string? Type => Node.Text("type");

    public string? Format => Node.Text("format");

    public YamlNode? Default => Node.At("default");

    public IReadOnlyList<string> Required => [.. Node.Texts("required")];

    public IReadOnlyList<string> Enum => [.. Node.Texts("enum")];

    public ResourceSchema? Items => Node.At("items") is YamlMappingNode items ? new ResourceSchema(items) : null;

    public bool TakesAnything => Node.Text("x-kubernetes-preserve-unknown-fields") == "true";

    public IReadOnlyDictionary<string, ResourceSchema> Properties => Node.Fields("properties")
        .ToDictionary(child => child.Name, child => new ResourceSchema((YamlMappingNode)child.Value));

    /// <summary>The whole definition that the schema is part of.</summary>
    public static YamlMappingNode Definition(string plural) =>
        Assert.Single(Yaml.Documents(Repository.Read($"config/crds/{plural}.yaml")));

    /// <summary>As in <c>spec.replicas[].region</c>.</summary>
    public ResourceSchema At(string path) => path.Split('.').Aggregate(this, (at, step) =>
    {
        var property = at.Properties[step.Replace("[]", "", StringComparison.Ordinal)];
        return step.EndsWith("[]", StringComparison.Ordinal) ? property.Items! : property;
    });

    /// <summary>This and all that is below it, each with its path.</summary>
    public IEnumerable<(string Path, ResourceSchema Schema)> Everything(string path) =>
    [
        (path, this),
        .. Properties.SelectMany(property => property.Value.Everything($"{path}.{property.Key}")),
        .. Items?.Everything(path + "[]") ?? [],
    ];

    /// <summary>What the schema has against a value. It does not know CEL, nor the keys of lists.</summary>
    public IEnumerable<string> Problems(YamlNode value, string path)
    {
        if (value.JsonType() != Type)
        {
            return [$"{path} is of type {value.JsonType()}, not {Type}"];
        }

        return value switch
        {
            YamlMappingNode when TakesAnything || path == "metadata" => [],
            YamlMappingNode mapping => OfMapping(mapping, path),
            YamlSequenceNode sequence => OfSequence(sequence, path),
            YamlScalarNode scalar => OfScalar(scalar.Value!, path),
            _ => [],
        };
    }

    IEnumerable<string> OfMapping(YamlMappingNode mapping, string path)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        var fields = mapping.Children.ToDictionary(child => ((YamlScalarNode)child.Key).Value!, child => child.Value);
        return
        [
            .. fields.Keys.Except(Properties.Keys).Select(name => $"{prefix}{name} is unknown"),
            .. Required.Except(fields.Keys).Select(name => $"{prefix}{name} is required"),
            .. fields.Where(field => Properties.ContainsKey(field.Key))
                .SelectMany(field => Properties[field.Key].Problems(field.Value, prefix + field.Key)),
        ];
    }

    IEnumerable<string> OfSequence(YamlSequenceNode sequence, string path)
    {
        var count = sequence.Children.Count;
        return
        [
            .. count < Bound("minItems") || count > Bound("maxItems") ? [$"{path} has {count} items"] : Array.Empty<string>(),
            .. sequence.Children.Index().SelectMany(one => Items!.Problems(one.Item, $"{path}[{one.Index}]")),
        ];
    }

    IEnumerable<string> OfScalar(string value, string path)
    {
        if (Enum.Count > 0 && !Enum.Contains(value))
        {
            yield return $"{path} is {value}, none of {string.Join(", ", Enum)}";
        }

        if (Type == "string" && (value.Length < Bound("minLength") || value.Length > Bound("maxLength")))
        {
            yield return $"{path} has {value.Length} characters";
        }

        if (Type == "integer" && (long.Parse(value) < Bound("minimum") || long.Parse(value) > Bound("maximum")))
        {
            yield return $"{path} is {value}, out of its bounds";
        }

        if (Node.Text("pattern") is { } pattern && !Regex.IsMatch(value, pattern))
        {
            yield return $"{path} is {value}, not as {pattern}";
        }
    }

    /// <summary>A bound; null, which nothing is below or above, when there is none.</summary>
    public long? Bound(string keyword) =>
        Node.Text(keyword) is { } text ? long.Parse(text) : null;

    static ResourceSchema Load(string plural)
    {
        var version = Assert.Single(Definition(plural).List("spec.versions"));
        return new ResourceSchema((YamlMappingNode)version.At("schema.openAPIV3Schema")!);
    }
}
