using System.Text.RegularExpressions;

namespace GlobalTables.Operator.Tests.Charts;

/// <summary>The pages for the people who run it name what there is.</summary>
public sealed partial class DocsTests
{
    static readonly string Operations = Repository.Read("docs/operations.md");

    [Fact]
    public void Every_reason_is_explained() => Repository.AssertNone(
        OperatorContract.ReasonsOfTables
            .Concat(OperatorContract.ReasonsOfRegions)
            .Distinct()
            .Where(reason => !Operations.Contains($"| `{reason}` |", StringComparison.Ordinal)));

    [Fact]
    public void No_reason_is_explained_that_does_not_exist() => Repository.AssertNone(
        ReasonInTable().Matches(Operations)
            .Select(match => match.Groups[1].Value)
            .Except(OperatorContract.ReasonsOfTables)
            .Except(OperatorContract.ReasonsOfRegions));

    [Fact]
    public void Metrics_that_are_named_exist() => Repository.AssertNone(
        Metric().Matches(Operations).Select(match => match.Groups[1].Value).Except(OperatorContract.Metrics));

    [Theory]
    [InlineData("docs/kubernetes.md")]
    [InlineData("docs/operations.md")]
    public void Files_and_links_lead_somewhere(string page)
    {
        var text = Repository.Read(page);
        var links = Link().Matches(text)
            .Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(link => link.Length > 0 && !link.StartsWith("http", StringComparison.Ordinal))
            .Select(link => Path.Combine(Path.GetDirectoryName(page)!, link));
        var files = NamedFile().Matches(text).Select(match => match.Value);
        Repository.AssertNone(links.Concat(files).Where(file => !Path.Exists(Repository.PathOf(file))));
    }

    [Fact]
    public void Values_that_are_set_by_hand_exist()
    {
        var values = Assert.Single(Yaml.Documents(Repository.Read("charts/globaltables/values.yaml")));
        Repository.AssertNone(SetValue().Matches(Repository.Read("docs/kubernetes.md"))
            .SelectMany(match => match.Groups[1].Value.Split(','))
            .Select(setting => setting.Split('=')[0])
            .Where(path => values.At(path) is null));
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(?:src|config|charts|docs)/[\w./-]*\w")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"^\| `([A-Z]\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ReasonInTable();

    [GeneratedRegex(@"^\| `([a-z_]+_[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Metric();

    [GeneratedRegex(@"--set (\S+)")]
    private static partial Regex SetValue();
}
