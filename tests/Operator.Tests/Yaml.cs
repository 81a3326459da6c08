using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.Operator.Tests;

/// <summary>YAML as a tree, read as Kubernetes reads it.</summary>
static class Yaml
{
    /// <summary>The documents that hold something.</summary>
    public static IReadOnlyList<YamlMappingNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
    }

    /// <summary>What stands at a path, as in <c>metadata.name</c>; null when it is absent.</summary>
    public static YamlNode? At(this YamlNode node, string path) => path.Split('.').Aggregate(
        (YamlNode?)node,
        (at, name) => at is YamlMappingNode mapping && mapping.Children.TryGetValue(name, out var child) ? child : null);

    public static string? Text(this YamlNode node, string path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> List(this YamlNode node, string path) =>
        node.At(path) as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    public static IEnumerable<string> Texts(this YamlNode node, string path) =>
        node.List(path).Select(one => ((YamlScalarNode)one).Value!);

    public static IEnumerable<(string Name, YamlNode Value)> Fields(this YamlNode node, string path) =>
        (node.At(path) as YamlMappingNode)?.Children.Select(child => (((YamlScalarNode)child.Key).Value!, child.Value))
        ?? [];

    /// <summary>The JSON type that a node has for Kubernetes, which reads YAML 1.1: N is a boolean.</summary>
    public static string JsonType(this YamlNode node) => node switch
    {
        YamlMappingNode => "object",
        YamlSequenceNode => "array",
        YamlScalarNode { Style: not ScalarStyle.Plain } => "string",
        YamlScalarNode { Value: "" or "~" or "null" or "Null" or "NULL" } => "null",
        YamlScalarNode scalar when long.TryParse(scalar.Value, out _) => "integer",
        YamlScalarNode scalar when IsBoolean(scalar.Value!) => "boolean",
        _ => "string",
    };

    static bool IsBoolean(string text) =>
        text is "y" or "Y" or "n" or "N"
        || new[] { "true", "false", "yes", "no", "on", "off" }.Contains(text, StringComparer.OrdinalIgnoreCase);
}
