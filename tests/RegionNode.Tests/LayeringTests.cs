using System.Text.RegularExpressions;

namespace GlobalTables.RegionNode.Tests;

/// <summary>
/// Folders of the node are layers, and projects point one way. What a source file uses is read from its text: a
/// using line, a full name, or a name relative to the node's namespace.
/// </summary>
public sealed partial class LayeringTests
{
    static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Model"] = [],
        ["Versioning"] = [],
        ["Expressions"] = ["Model"],
        ["Storage"] = ["Model", "Versioning"],
        ["Tables"] = ["Model", "Versioning", "Expressions", "Storage"],
        ["Replication"] = ["Model", "Versioning", "Storage"],
        ["Http"] = ["Model", "Expressions", "Storage", "Tables"],
        ["Peers"] = ["Model", "Versioning", "Storage", "Replication"],
        ["Control"] = ["Model", "Storage", "Tables", "Replication", "Contracts"],
    };

    /// <summary>Folders of the operator. Its runtime knows nothing of tables.</summary>
    static readonly Dictionary<string, string[]> OperatorMayUse = new(StringComparer.Ordinal)
    {
        ["Kubernetes"] = [],
        ["Resources"] = ["ControlPlane"],
        ["Nodes"] = ["Contracts", "ControlPlane"],
        ["Regions"] = ["Kubernetes", "Resources"],
        ["Tables"] = ["Kubernetes", "Resources", "Regions", "Nodes", "Contracts", "ControlPlane"],
        ["Commands"] = ["Kubernetes", "Resources", "Regions", "Gateway"],
    };

    /// <summary>Project to the projects that it references; what it only starts as a process does not count.</summary>
    static readonly Dictionary<string, string[]> References = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["RegionNode"] = ["Contracts"],
        ["ControlPlane"] = ["Contracts"],
        ["Gateway"] = [],
        ["Local"] = ["ControlPlane", "Gateway"],
        ["Operator"] = ["ControlPlane", "Gateway"],
    };

    [Fact]
    public void Layers_point_downwards_only()
    {
        var upward = SourceTree.CSharp("src/RegionNode")
            .Where(file => LayerOf(file) is not null)
            .SelectMany(file => Uses(file)
                .Where(used => used != LayerOf(file) && !MayUse[LayerOf(file)!].Contains(used))
                .Select(used => $"{file} uses {used}"));
        SourceTree.AssertNone(upward);
    }

    [Fact]
    public void Layers_of_the_operator_point_downwards_only()
    {
        var files = SourceTree.CSharp("src/Operator").Where(file => LayerOf(file) is not null).ToList();
        Assert.Equal(
            OperatorMayUse.Keys.Order(StringComparer.Ordinal),
            files.Select(LayerOf).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        SourceTree.AssertNone(files.SelectMany(file => OperatorUse().Matches(SourceTree.Code(file))
            .Select(match => match.Groups["layer"].Value)
            .Distinct()
            .Where(used => used != LayerOf(file) && !OperatorMayUse[LayerOf(file)!].Contains(used))
            .Select(used => $"{file} uses {used}")));
    }

    [Fact]
    public void Every_folder_of_the_node_is_a_layer() => Assert.Equal(
        MayUse.Keys.Order(StringComparer.Ordinal),
        SourceTree.CSharp("src/RegionNode").Select(LayerOf).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_file_has_the_namespace_of_its_folder() => SourceTree.AssertNone(SourceTree.CSharp("src").Where(file =>
    {
        var folder = Path.GetDirectoryName(file)!.Replace('\\', '/')["src/".Length..].Replace('/', '.');
        var declared = Namespace().Match(SourceTree.Read(file));
        return declared.Success && declared.Groups[1].Value != $"GlobalTables.{folder}";
    }));

    [Fact]
    public void Only_storage_knows_SQLite_and_only_peers_know_gRPC()
    {
        SourceTree.AssertNone(Users(@"\b(Microsoft\.Data\.Sqlite|SQLitePCL)\b", except: "Storage"));
        SourceTree.AssertNone(Users(@"\b(Grpc\.\w+|Google\.Protobuf)\b", except: "Peers"));
    }

    [Fact]
    public void Projects_reference_each_other_one_way()
    {
        foreach (var project in Directory.EnumerateFiles(
            Path.Combine(SourceTree.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var referenced = Reference().Matches(File.ReadAllText(project))
                .Where(match => !match.Value.Contains("ReferenceOutputAssembly=\"false\"", StringComparison.Ordinal))
                .Select(match => match.Groups[1].Value);
            Assert.True(References.ContainsKey(name), $"{name} is not in the table of projects");
            Assert.Equal((name, string.Join(' ', References[name])), (name, string.Join(' ', referenced)));
        }
    }

    static string? LayerOf(string file) => file.Split('/') is [_, _, var layer, _, ..] ? layer : null;

    static IEnumerable<string> Uses(string file) => Use().Matches(SourceTree.Code(file))
        .Select(match => match.Groups["layer"].Value)
        .Distinct();

    static IEnumerable<string> Users(string pattern, string except) => SourceTree.CSharp("src/RegionNode")
        .Where(file => LayerOf(file) is { } layer && layer != except)
        .Where(file => Regex.IsMatch(SourceTree.Code(file), pattern));

    // A member that is called as a layer is written behind a dot, or before none.
    [GeneratedRegex("""
        (GlobalTables\.RegionNode\.|GlobalTables\.(?=Contracts)|(?<![\w."])(?=\w+\.[A-Z])|using\ (static\ )?(?=\w+;))
        (?<layer>Model|Versioning|Expressions|Storage|Tables|Replication|Http|Peers|Control|Contracts)\b
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Use();

    [GeneratedRegex(
        @"GlobalTables\.(Operator\.)?(?<layer>Kubernetes|Resources|Nodes|Regions|Tables|Commands|Contracts|ControlPlane|Gateway)\b",
        RegexOptions.ExplicitCapture)]
    private static partial Regex OperatorUse();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*?(\w+)\.csproj""[^>]*>")]
    private static partial Regex Reference();
}
