using YamlDotNet.RepresentationModel;

namespace GlobalTables.Operator.Tests.Resources;

/// <summary>
/// An object that the API server takes or refuses. The first line of its file says what refuses it; a line
/// <c>Says</c>, what the server's answer holds; a line <c>After</c>, which object it is a change of.
/// </summary>
sealed record ResourceCase(string File, bool IsAccepted, string Why, string? Says, string? After)
{
    public const string Folder = "tests/Operator.Tests/Resources";

    public static IReadOnlyList<ResourceCase> All { get; } =
    [
        .. new[] { "accepted", "rejected" }.SelectMany(kind => Repository.Files($"{Folder}/{kind}", "*.yaml")).Select(Load),
    ];

    public static ResourceCase Named(string name) => All.Single(one => one.ToString() == name);

    public YamlMappingNode Object => Assert.Single(Yaml.Documents(Repository.Read(File)));

    public ResourceSchema Schema =>
        Object.Text("kind") == "Region" ? ResourceSchema.OfRegions : ResourceSchema.OfTables;

    /// <summary>True when CEL or the key of a list refuses it, which only a server knows.</summary>
    public bool OnlyAServerRefuses =>
        Why.StartsWith("CEL", StringComparison.Ordinal) || Why.StartsWith("the key of the list", StringComparison.Ordinal);

    public string PathOfAfter => $"{Folder}/{After}";

    public override string ToString() => Path.GetFileName(File);

    static ResourceCase Load(string file)
    {
        var lines = Repository.Read(file).Split('\n');
        var isAccepted = file.Contains("/accepted/", StringComparison.Ordinal);
        var start = isAccepted ? "# Accepted: " : "# Refused by ";
        Assert.StartsWith(start, lines[0]);
        return new ResourceCase(file, isAccepted, lines[0][start.Length..], Comment("Says"), Comment("After"));

        string? Comment(string word) => lines
            .FirstOrDefault(line => line.StartsWith($"# {word}: ", StringComparison.Ordinal))?[$"# {word}: ".Length..];
    }
}
