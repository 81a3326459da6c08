using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

/// <summary>What docs/kubernetes.md promises to somebody who tries it.</summary>
public sealed class QuickStartTests(ClusterFixture cluster)
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const int GatewayPort = 8000;

    [Fact]
    public Task The_sample_table_becomes_ready_and_one_endpoint_serves_all_regions() =>
        cluster.PlayAsync("quick", async tenant =>
        {
            await tenant.KubectlAsync("apply", "-f", "config/samples/products.yaml");
            await tenant.KubectlAsync("wait", "--for=condition=Ready", "gt/products", "--timeout=90s");

            // The columns that people see.
            await tenant.SettlesAsync("products");
            var view = await tenant.UntilAsync("products", "measured", view =>
                view.Condition("ReplicationHealthy") == "True LagBelowThreshold");
            var lines = (await tenant.KubectlAsync("get", "gt")).Split('\n');
            Assert.Equal("NAME STATUS READY REPLICAS LAG-MS AGE", Words(lines[0]));
            Assert.Matches(@"^products ACTIVE True 2/2 \d+ \S+$", Words(lines[1]));
            Assert.Equal(
                [$"http://regionnode.region-{Us}.svc:8000", $"http://regionnode.region-{Eu}.svc:8000"],
                view.Replicas.Select(replica => (string?)replica["endpoint"]));
            var regions = await tenant.KubectlAsync("get", "regions.globaltables.dev", Us, Eu, "--no-headers");
            Assert.Equal(2, regions.Split('\n').Count(line => line.Contains(" True ", StringComparison.Ordinal)));

            var tested = await cluster.Chart.TestAsync();
            Assert.True(tested.IsFine, tested.Text);
            Assert.Contains("Succeeded", tested.Text, StringComparison.Ordinal);

            // One endpoint: the region is the one that a request is signed for.
            await using var gateway = new PodForward(
                cluster.Api, ReleasePod.Gateway(cluster).FindAsync, GatewayPort);
            using var us = RegionClients.Create(gateway.Address, Us);
            using var eu = RegionClients.Create(gateway.Address, Eu);
            var described = (await us.DescribeTableAsync("Products")).Table;
            Assert.Contains($":{Us}:", described.TableArn, StringComparison.Ordinal);
            Assert.Contains($":{Eu}:", (await eu.DescribeTableAsync("Products")).Table.TableArn, StringComparison.Ordinal);
            await us.PutItemAsync("Products", new() { ["ProductID"] = new("PROD123") });
            await Eventually.HoldsAsync(
                "the item in the other region",
                () => eu.GetItemAsync("Products", new() { ["ProductID"] = new("PROD123") }),
                answer => answer.IsItemSet);
        });

    static string Words(string line) =>
        string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
