using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

/// <summary>The cases that the operator's tests hold against the schema, asked of a server.</summary>
public sealed class ResourceCaseTests(ClusterFixture cluster)
{
    const string Cases = "tests/Operator.Tests/Resources";
    const string OperatorDeployment = "deployment/" + Chart.Operator;

    [Fact]
    public Task The_server_takes_and_refuses_what_the_cases_say() => cluster.PlayAsync("cases", async tenant =>
    {
        // Nobody is to make regions and nodes of the objects that changes are changes of.
        await ScaleOperatorAsync(0);
        try
        {
            var cases = new[] { "accepted", "rejected" }
                .SelectMany(kind => Directory.EnumerateFiles(Repository.PathOf($"{Cases}/{kind}"), "*.yaml"))
                .Order(StringComparer.Ordinal)
                .ToList();
            Assert.True(cases.Count > 40, "the cases are elsewhere");
            var wrong = new List<string>();
            foreach (var file in cases.Where(file => After(file) is null))
            {
                wrong.AddRange(await ComplaintsAsync(tenant, "create", file));
            }

            foreach (var before in cases.Select(After).OfType<string>().Distinct())
            {
                await tenant.KubectlAsync("create", "-f", $"{Cases}/{before}");
            }

            foreach (var file in cases.Where(file => After(file) is not null))
            {
                wrong.AddRange(await ComplaintsAsync(tenant, "replace", file));
            }

            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        }
        finally
        {
            await cluster.Cleaner.RemoveTablesAsync(byForce: true);
            await ScaleOperatorAsync(1);
        }
    });

    /// <summary>What the server did that the case does not say.</summary>
    static async Task<IReadOnlyList<string>> ComplaintsAsync(Tenant tenant, string verb, string file)
    {
        var answer = await tenant.TryKubectlAsync(verb, "--dry-run=server", "--validate=strict", "-f", file);
        var isAsSaid = file.Contains("/accepted/", StringComparison.Ordinal)
            ? answer.IsFine
            : !answer.IsFine && answer.Text.Contains(Comment(file, "Says")!, StringComparison.Ordinal);
        return isAsSaid ? [] : [$"{Path.GetFileName(file)}: {answer.Text}"];
    }

    /// <summary>Which object the case is a change of; null when it is a new one.</summary>
    static string? After(string file) => Comment(file, "After");

    static string? Comment(string file, string word)
    {
        var begin = $"# {word}: ";
        return File.ReadLines(file).FirstOrDefault(line => line.StartsWith(begin, StringComparison.Ordinal))?[begin.Length..];
    }

    async Task ScaleOperatorAsync(int replicas)
    {
        await cluster.Kubectl.RunAsync("-n", Chart.Namespace, "scale", OperatorDeployment, $"--replicas={replicas}");
        await cluster.Kubectl.RunAsync("-n", Chart.Namespace, "rollout", "status", OperatorDeployment, "--timeout=2m");
        if (replicas == 0)
        {
            await cluster.Kubectl.RunAsync(
                "-n", Chart.Namespace, "wait", "--for=delete", "pod", "-l", "app.kubernetes.io/component=operator",
                "--timeout=60s");
        }
    }
}
