using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.Operator.Tests.Charts;

/// <summary>What can be said of the chart without Helm.</summary>
public sealed partial class ChartFileTests
{
    const string Chart = "charts/globaltables";

    /// <summary>Values that a template opens as a block, and names without their path.</summary>
    const string Block = ".metrics.prometheusRule.";

    static readonly string Templates = string.Join('\n',
        Repository.Files($"{Chart}/templates", "*.yaml").Select(Repository.Read));

    static readonly string Rendered = Templates
        + Repository.Read($"{Chart}/templates/_helpers.tpl")
        + Repository.Read($"{Chart}/templates/NOTES.txt");

    static YamlMappingNode Values => Assert.Single(Yaml.Documents(Repository.Read($"{Chart}/values.yaml")));

    static YamlMappingNode Rules => Assert.Single(Yaml.Documents(Repository.Read($"{Chart}/files/rbac-rules.yaml")));

    [Theory]
    [InlineData("config/crds", "files/crds")]
    [InlineData("config/samples", "files/samples")]
    public void The_chart_has_a_copy_of(string source, string copy)
    {
        var names = Repository.Files(source, "*.yaml").Select(Path.GetFileName).ToList();
        Assert.NotEmpty(names);
        Assert.Equal(names, Repository.Files($"{Chart}/{copy}", "*").Select(Path.GetFileName));
        Assert.All(names, name => Assert.Equal(
            Repository.Read($"{source}/{name}"), Repository.Read($"{Chart}/{copy}/{name}")));
    }

    [Fact]
    public void Every_file_of_the_chart_is_used() => Repository.AssertNone(Repository.Files($"{Chart}/files", "*")
        .Select(file => file[(Chart.Length + 1)..])
        .Where(file => !Templates.Contains($"\"{file}\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("values.yaml", true)]
    [InlineData("values-production.yaml", false)]
    public void Values_are_those_of_their_schema(string file, bool hasAll)
    {
        using var schema = JsonDocument.Parse(Repository.Read($"{Chart}/values.schema.json"));
        var values = Assert.Single(Yaml.Documents(Repository.Read($"{Chart}/{file}")));
        Repository.AssertNone(Differences(values, schema.RootElement, "", hasAll));
    }

    [Fact]
    public void Every_value_is_used() => Repository.AssertNone(Leaves(Values, "")
        .Where(path => !IsUsed(path))
        .Select(path => $"{path} is in values.yaml and in no template"));

    [Theory]
    [InlineData("globaltables")]
    [InlineData("regions")]
    public void The_definitions_stay_when_the_chart_goes(string plural) => Assert.Contains(
        ("helm.sh/resource-policy", "keep"),
        Assert.Single(Yaml.Documents(Repository.Read($"config/crds/{plural}.yaml")))
            .Fields("metadata.annotations").Select(annotation => (annotation.Name, $"{annotation.Value}")));

    [Fact]
    public void Nobody_may_do_everything()
    {
        var rules = Rules.Children.Values.SelectMany(group => (YamlSequenceNode)group).ToList();
        Assert.DoesNotContain("*", rules.SelectMany(rule =>
            rule.Texts("verbs").Concat(rule.Texts("resources")).Concat(rule.Texts("apiGroups"))));
        Assert.DoesNotContain("secrets", rules.SelectMany(rule => rule.Texts("resources")));
    }

    [Theory]
    [InlineData("namespaces")]
    [InlineData("persistentvolumeclaims")]
    [InlineData("regions")]
    public void What_holds_data_the_operator_cannot_delete(string resource) => Assert.All(
        Rules.List("clusterRole").Where(rule => rule.Texts("resources").Contains(resource)),
        rule => Assert.DoesNotContain("delete", rule.Texts("verbs")));

    [Fact]
    public void Every_alert_has_a_runbook()
    {
        var anchors = Repository.Read("docs/operations.md").Split('\n')
            .Where(line => line.StartsWith('#'))
            .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));
        var alerts = Alert().Matches(Templates).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(5, alerts.Count);
        Assert.Equal(
            alerts.Select(alert => alert.ToLowerInvariant()),
            Runbook().Matches(Templates).Select(match => match.Groups[1].Value));
        Repository.AssertNone(alerts.Select(alert => alert.ToLowerInvariant()).Except(anchors));
    }

    [Fact]
    public void Alerts_use_metrics_that_there_are() => Repository.AssertNone(
        Metric().Matches(Repository.Read($"{Chart}/templates/monitoring.yaml"))
            .Select(match => match.Value)
            .Except(OperatorContract.Metrics));

    [Theory]
    [InlineData("kubectl apply -f config/samples/products.yaml")]
    [InlineData("kubectl get globaltables.globaltables.dev")]
    [InlineData("helm test")]
    [InlineData("helm uninstall")]
    [InlineData("not encrypted")]
    [InlineData("signatures are not verified")]
    [InlineData("all regions are in one cluster")]
    public void The_notes_say(string what) => Assert.Contains(
        what, Repository.Read($"{Chart}/templates/NOTES.txt"), StringComparison.Ordinal);

    [Fact]
    public void The_notes_uninstall_tables_then_regions_then_the_chart()
    {
        var notes = Repository.Read($"{Chart}/templates/NOTES.txt");
        int[] steps =
        [
            notes.IndexOf("kubectl delete globaltables", StringComparison.Ordinal),
            notes.IndexOf("kubectl delete regions", StringComparison.Ordinal),
            notes.IndexOf("helm uninstall", StringComparison.Ordinal),
        ];
        Assert.DoesNotContain(-1, steps);
        Assert.Equal(steps.Order(), steps);
    }

    [Fact]
    public void The_chart_has_the_version_of_the_product()
    {
        var chart = Assert.Single(Yaml.Documents(Repository.Read($"{Chart}/Chart.yaml")));
        var version = Version().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;
        Assert.Equal((version, version), (chart.Text("version"), chart.Text("appVersion")));
    }

    /// <param name="hasAll">True when a value that the schema knows must be there.</param>
    static IEnumerable<string> Differences(YamlNode value, JsonElement schema, string path, bool hasAll)
    {
        if (value is not YamlMappingNode mapping || !schema.TryGetProperty("properties", out var properties))
        {
            return schema.TryGetProperty("type", out var type) && type.GetString() != value.JsonType()
                ? [$"{path} is of type {value.JsonType()}, not {type}"]
                : [];
        }

        var known = properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        var present = mapping.Children.ToDictionary(child => ((YamlScalarNode)child.Key).Value!, child => child.Value);
        return
        [
            .. schema.GetProperty("additionalProperties").GetBoolean() ? [$"{path} takes anything"] : Array.Empty<string>(),
            .. present.Keys.Except(known.Keys).Select(name => $"{path}.{name} is not in the schema"),
            .. known.Keys.Except(present.Keys).Where(name => hasAll && name != "global")
                .Select(name => $"{path}.{name} is in the schema alone"),
            .. present.Where(child => known.ContainsKey(child.Key))
                .SelectMany(child => Differences(child.Value, known[child.Key], $"{path}.{child.Key}", hasAll)),
        ];
    }

    static IEnumerable<string> Leaves(YamlNode value, string path) => value is YamlMappingNode { Children.Count: > 0 } mapping
        ? mapping.Children.SelectMany(child => Leaves(child.Value, $"{path}.{child.Key}"))
        : [path];

    /// <summary>By its path, as part of what is handed on whole, or as one of what its component has in common.</summary>
    static bool IsUsed(string path)
    {
        if (path.StartsWith(Block, StringComparison.Ordinal))
        {
            return Regex.IsMatch(Rendered, $@"\s{Regex.Escape(path[(Block.Length - 1)..])}\b");
        }

        var steps = path.Split('.').Skip(1).ToList();
        return Enumerable.Range(1, steps.Count)
            .Select(count => "." + string.Join('.', steps.Take(count)))
            .Any(part => Regex.IsMatch(Rendered, $@"\.Values{Regex.Escape(part)}\b(?!\.)"))
            || steps is ["operator" or "gateway", var shared, ..]
                && Rendered.Contains($"$values.{shared}", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"runbook_url: \{\{ \.runbooks \}\}#(\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"[^\w\s-]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"\b(globaltables_\w+|leader_election_\w+|workqueue_\w+|controller_runtime_\w+)")]
    private static partial Regex Metric();

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version();
}
