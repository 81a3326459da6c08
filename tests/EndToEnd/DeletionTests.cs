using System.Diagnostics;
using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class DeletionTests(ClusterFixture cluster)
{
    static readonly TimeSpan DeletionMost = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Deleting_is_refused_where_it_should_be_and_waits_for_no_dead_region() =>
        cluster.PlayAsync("del", async tenant =>
        {
            var (us, eu) = (tenant.Us, tenant.Eu);
            await tenant.ApplyAsync(Tenant.Manifest("books", [us, eu], "deletionProtectionEnabled: true"));
            await tenant.SettlesAsync("books");
            var books = tenant.Items("Books");
            await books.PutManyAsync(us, "before", 20);
            await books.AreEqualAsync(20, us, eu);

            var refused = await tenant.TryKubectlAsync("delete", "gt/books");
            Assert.False(refused.IsFine, "kubectl deleted a protected table");
            Assert.Contains("deletionProtectionEnabled is true", refused.Text, StringComparison.Ordinal);

            // A region that a table lives in stays, and says for whose sake.
            await cluster.Kubectl.RunAsync("delete", $"regions.globaltables.dev/{us}", "--wait=false");
            var held = await Eventually.HoldsAsync(
                "the region", () => ConditionsAsync(tenant, us), text => text.Contains("IsBeingUsed", StringComparison.Ordinal));
            Assert.Contains($"{tenant.Namespace}/books", held, StringComparison.Ordinal);
            await books.PutAsync(us, "held", "1");
            await books.ArrivesAsync(eu, "held", "1");

            // A dead region is not waited for.
            await tenant.ApplyAsync(Tenant.Manifest("books", [us, eu], "deletionProtectionEnabled: false"));
            await tenant.SettlesAsync("books");
            await tenant.ScaleAsync(eu, 0);
            await Eventually.HoldsAsync("the node", () => tenant.NodeAsync(eu), node => node is null);
            var clock = Stopwatch.StartNew();
            await tenant.KubectlAsync("delete", "gt/books", "--timeout=90s");
            Assert.True(clock.Elapsed < DeletionMost, $"Deleting took {clock.Elapsed}.");
            await Eventually.HoldsAsync(
                "the region that waited",
                () => cluster.Kubectl.TryAsync("get", $"regions.globaltables.dev/{us}"),
                answer => !answer.IsFine);
            await cluster.Kubectl.RunAsync("get", "pvc", "data-regionnode-0", "--namespace", $"region-{us}");

            // It hears of it when it is back, and keeps its copy.
            await tenant.ScaleAsync(eu, 1);
            await Eventually.HoldsAsync("the node", () => tenant.NodeAsync(eu), node =>
                node?.Status?.ContainerStatuses?.All(one => one.Ready) == true);
            await Eventually.EqualsAsync("the copy", "ACTIVE: ", () => books.ReplicasAsync(eu));
            Assert.Equal(21, (await books.AllAsync(eu)).Count);
            await books.PutAsync(eu, "alone", "1");
            await Eventually.HoldsAsync(
                "what the region is still to hear",
                () => tenant.RegionAsync(eu),
                region => region["status"]?["removals"] is null or System.Text.Json.Nodes.JsonArray { Count: 0 });
        });

    static async Task<string> ConditionsAsync(Tenant tenant, string region) =>
        (await tenant.RegionAsync(region))["status"]?["conditions"]?.ToJsonString() ?? "none";
}
