using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

/// <summary>The long mode: many tables, and what they cost. Only with <c>GLOBALTABLES_E2E_SCALE=1</c>.</summary>
public sealed class ScaleTests(ClusterFixture cluster)
{
    const string Variable = "GLOBALTABLES_E2E_SCALE";
    const int Tables = 100;

    static readonly TimeSpan ReadyMost = TimeSpan.FromMinutes(10);
    static readonly TimeSpan UntilQuiet = TimeSpan.FromSeconds(40);
    static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_hundred_tables_in_three_regions_become_ready()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(Variable) == "1", $"The long mode is asked for with {Variable}=1.");
        await cluster.PlayAsync("scale", async tenant =>
        {
            string[] regions = [tenant.Us, tenant.Eu, tenant.Ap];
            await tenant.TableAsync("first", regions);
            var output = TestContext.Current.TestOutputHelper!;
            output.WriteLine($"Memory with one table: {await MemoryAsync(regions)}");

            var clock = Stopwatch.StartNew();
            var names = Enumerable.Range(0, Tables).Select(number => $"table-{number}").ToList();
            await tenant.ApplyAsync(string.Join("\n---\n", names.Select(name => Tenant.Manifest(name, regions))));
            output.WriteLine($"{Tables} tables applied after {clock.Elapsed.TotalSeconds:0.0} s");
            await Eventually.HoldsAsync(
                "tables that are ready", () => ReadyAsync(tenant), ready => ready == Tables + 1, ReadyMost);
            output.WriteLine($"{Tables} tables in {regions.Length} regions ready after {clock.Elapsed.TotalSeconds:0.0} s");

            await Task.Delay(UntilQuiet, TimeProvider.System, TestContext.Current.CancellationToken);
            output.WriteLine($"Memory with {Tables + 1} tables: {await MemoryAsync(regions)}");
            var before = await RequestsAsync();
            var cpu = await CpuSecondsAsync(regions);
            await Task.Delay(Quiet, TimeProvider.System, TestContext.Current.CancellationToken);
            var requests = (await RequestsAsync()).Zip(before, (after, start) =>
                $"{after.Method} {(after.Count - start.Count) / Quiet.TotalMinutes:0.0}");
            output.WriteLine($"Requests to the API server per minute when idle: {string.Join(", ", requests)}");
            var used = (await CpuSecondsAsync(regions)).Zip(cpu, (after, start) =>
                $"{after.Who} {100 * (after.Seconds - start.Seconds) / Quiet.TotalSeconds:0.0} %");
            output.WriteLine($"CPU when idle: {string.Join(", ", used)}");

            clock.Restart();
            await tenant.KubectlAsync("delete", "gt", "--all", "--timeout=5m");
            output.WriteLine($"Deleted after {clock.Elapsed.TotalSeconds:0.0} s");
        });
    }

    static async Task<int> ReadyAsync(Tenant tenant)
    {
        var statuses = await tenant.KubectlAsync(
            "get", "gt", "-o", "jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}");
        return statuses.Split(' ').Count(status => status == "True");
    }

    async Task<IReadOnlyList<(string Method, double Count)>> RequestsAsync()
    {
        var operatorPod = ReleasePod.Operator(cluster);
        var counts = new List<(string, double)>();
        foreach (var method in new[] { "GET", "POST", "PATCH", "PUT", "DELETE" })
        {
            counts.Add((method, await operatorPod.SumAsync("rest_client_requests_total", $"method=\"{method}\"")));
        }

        return counts;
    }

    async Task<string> MemoryAsync(string[] regions) => string.Join(", ", (await StatsAsync(regions)).Select(pod =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{pod.Who} {Megabytes(pod.Stats["memory"]!["workingSetBytes"])} MB (RSS {Megabytes(pod.Stats["memory"]!["rssBytes"])} MB)")));

    async Task<IReadOnlyList<(string Who, double Seconds)>> CpuSecondsAsync(string[] regions) =>
        [.. (await StatsAsync(regions)).Select(pod => (pod.Who, (double)pod.Stats["cpu"]!["usageCoreNanoSeconds"]! / 1e9))];

    static long Megabytes(JsonNode? bytes) => (long)bytes! / 1_000_000;

    /// <summary>What the kubelets measure of the operator's and the nodes' containers.</summary>
    async Task<IReadOnlyList<(string Who, JsonNode Stats)>> StatsAsync(string[] regions)
    {
        var found = new List<(string, JsonNode)>();
        var nodes = await cluster.Kubectl.RunAsync("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}");
        foreach (var node in nodes.Split(' '))
        {
            var summary = JsonNode.Parse(
                await cluster.Kubectl.RunAsync("get", "--raw", $"/api/v1/nodes/{node}/proxy/stats/summary"))!;
            foreach (var pod in summary["pods"]!.AsArray())
            {
                var space = (string)pod!["podRef"]!["namespace"]!;
                var name = (string)pod["podRef"]!["name"]!;
                var who = regions.FirstOrDefault(region => space == $"region-{region}")
                    ?? (space == Chart.Namespace && name.StartsWith(Chart.Operator, StringComparison.Ordinal) ? "operator" : null);
                if (who is not null && pod["containers"]?.AsArray().FirstOrDefault() is { } container
                    && container["memory"]?["rssBytes"] is not null)
                {
                    found.Add((who, container));
                }
            }
        }

        return [.. found.OrderBy(pod => pod.Item1, StringComparer.Ordinal)];
    }
}
