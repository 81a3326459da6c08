using YamlDotNet.RepresentationModel;

namespace GlobalTables.Operator.Tests.Charts;

/// <summary>What Helm makes of the chart.</summary>
public sealed class RenderedChartTests
{
    const string Everything = "tests/Operator.Tests/Charts/everything.yaml";
    const string Production = "charts/globaltables/values-production.yaml";

    static readonly string[] AlwaysThere =
    [
        "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "Deployment", "Namespace", "NetworkPolicy",
        "Pod", "Role", "RoleBinding", "Service", "ServiceAccount", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    ];

    public static TheoryData<string, string[]> Kinds => new()
    {
        { "", [] },
        { Production, ["PodDisruptionBudget", "PrometheusRule", "ServiceMonitor"] },
        { Everything, ["PodDisruptionBudget", "PrometheusRule", "ServiceMonitor", "Ingress", "GlobalTable"] },
    };

    public static TheoryData<string> ValueFiles => ["", Production, Everything];

    [Theory]
    [MemberData(nameof(ValueFiles))]
    public async Task Helm_finds_nothing_to_object_to(string values)
    {
        var (exitCode, output) = await Helm.LintAsync(With(values));
        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_makes_the_kinds_that_were_asked_for(string values, string[] more)
    {
        var objects = await Helm.TemplateAsync(With(values));
        Assert.Equal(
            AlwaysThere.Concat(more).Order(StringComparer.Ordinal),
            objects.Select(one => one.Text("kind")!).Distinct().Order(StringComparer.Ordinal));
        var names = objects.Select(one => $"{one.Text("kind")} {one.Text("metadata.namespace")}/{one.Text("metadata.name")}");
        Assert.Equal(names.Distinct().Count(), objects.Count);
    }

    [Theory]
    [MemberData(nameof(ValueFiles))]
    public async Task Every_pod_is_restricted(string values)
    {
        foreach (var (owner, pod) in await PodsAsync(values))
        {
            Assert.Equal("true", pod.Text("securityContext.runAsNonRoot"));
            Assert.Equal("1654", pod.Text("securityContext.runAsUser"));
            Assert.Equal("RuntimeDefault", pod.Text("securityContext.seccompProfile.type"));
            Assert.All(pod.List("containers"), container =>
            {
                Assert.Equal("false", container.Text("securityContext.allowPrivilegeEscalation"));
                Assert.Equal("true", container.Text("securityContext.readOnlyRootFilesystem"));
                Assert.Equal("ALL", Assert.Single(container.Texts("securityContext.capabilities.drop")));
                Assert.NotNull(container.Text("resources.limits.memory"));
                Assert.NotNull(container.Text("resources.requests.cpu"));
            });
            Assert.Equal(
                owner.Text("kind") == "Deployment" ? "true" : "false", pod.Text("automountServiceAccountToken"));
        }
    }

    [Theory]
    [MemberData(nameof(ValueFiles))]
    public async Task The_program_takes_every_command_line(string values)
    {
        foreach (var (_, pod) in await PodsAsync(values))
        {
            var arguments = Assert.Single(pod.List("containers")).Texts("args").ToList();
            Repository.AssertNone(OperatorContract.Objections(arguments));
            Assert.DoesNotContain(arguments, argument => argument.EndsWith('='));
        }
    }

    [Fact]
    public async Task An_operator_that_looks_after_some_namespaces_sees_the_tables_of_the_API_too()
    {
        var operators = (await PodsAsync(Everything)).Single(one => one.Owner.Text("metadata.name") == "globaltables-operator");
        Assert.Contains("--watch-namespaces=shop,globaltables-api", operators.Pod.List("containers").Single().Texts("args"));
    }

    [Fact]
    public async Task Roles_are_the_rules_of_the_file()
    {
        var objects = await Helm.TemplateAsync(With(Everything));
        var file = Assert.Single(Yaml.Documents(Repository.Read("charts/globaltables/files/rbac-rules.yaml")));
        foreach (var (kind, name, rules) in new[]
        {
            ("ClusterRole", "globaltables-operator", "clusterRole"), ("Role", "globaltables-operator", "role"),
            ("ClusterRole", "globaltables-gateway", "gateway"),
        })
        {
            var role = objects.Single(one => one.Text("kind") == kind && one.Text("metadata.name") == name);
            Assert.Equal(file.List(rules).Select(Rule), role.List("rules").Select(Rule));
        }
    }

    [Fact]
    public async Task One_operator_that_is_not_elected_is_never_two()
    {
        var objects = await Helm.TemplateAsync("--set", "operator.leaderElection=false");
        Assert.Equal("Recreate", objects.Single(one => one.Text("kind") == "Deployment").Text("spec.strategy.type"));
        var (exitCode, _) = await Helm.LintAsync("--set", "operator.leaderElection=false,operator.replicas=2");
        Assert.NotEqual(0, exitCode);
    }

    [Fact]
    public async Task What_is_switched_off_is_not_there()
    {
        var objects = await Helm.TemplateAsync(
            "--set", "crds.install=false,deletionProtection.install=false,adoptionPolicy.install=false,networkPolicy.enabled=false,"
            + "createApiTablesNamespace=false");
        var kinds = objects.Select(one => one.Text("kind")).ToHashSet();
        Assert.Empty(kinds.Intersect(
            ["CustomResourceDefinition", "ValidatingAdmissionPolicy", "NetworkPolicy", "Namespace"]));
    }

    [Fact]
    public async Task The_sample_table_outlives_the_chart()
    {
        var table = (await Helm.TemplateAsync(With(Everything))).Single(one => one.Text("kind") == "GlobalTable");
        var annotations = table.Fields("metadata.annotations").ToDictionary(one => one.Name, one => $"{one.Value}");
        Assert.Equal("post-install,post-upgrade", annotations["helm.sh/hook"]);
        Assert.Equal("never", annotations["helm.sh/hook-delete-policy"]);
    }

    [Theory]
    [InlineData("operator.replica=2")]
    [InlineData("image.pullPolicy=Sometimes")]
    [InlineData("test.timeout=60")]
    [InlineData("gateway.service.port=0")]
    public async Task A_value_that_does_not_exist_is_refused(string value)
    {
        var (exitCode, output) = await Helm.LintAsync("--set", value);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(value.Split('=')[0].Split('.')[0], output, StringComparison.Ordinal);
    }

    static async Task<IReadOnlyList<(YamlMappingNode Owner, YamlNode Pod)>> PodsAsync(string values) =>
    [
        .. (await Helm.TemplateAsync(With(values)))
            .Where(one => one.Text("kind") is "Deployment" or "Pod")
            .Select(one => (one, one.At("spec.template.spec") ?? one.At("spec")!)),
    ];

    static string[] With(string values) => values.Length == 0 ? [] : ["--values", values];

    static string Rule(YamlNode rule) =>
        string.Join(" | ", new[] { "apiGroups", "resources", "verbs" }.Select(part => string.Join(',', rule.Texts(part))));
}
