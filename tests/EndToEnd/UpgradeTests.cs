using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;
using k8s.Models;

namespace GlobalTables.EndToEnd;

public sealed class UpgradeTests(ClusterFixture cluster)
{
    static readonly TimeSpan RolloutMost = TimeSpan.FromMinutes(3);

    [Fact]
    public Task A_new_operator_restarts_no_node_and_new_nodes_come_one_region_at_a_time() =>
        cluster.PlayAsync("roll", async tenant =>
        {
            var newOperator = await cluster.LoadAsync(ProgramImage.Operator, ClusterFixture.SecondTag);
            var newNode = await cluster.LoadAsync(ProgramImage.Node, ClusterFixture.SecondTag);
            Assert.SkipWhen(
                newOperator is null || newNode is null,
                "The cluster's images are given, and there is no second one to upgrade to.");
            string[] regions = [tenant.Us, tenant.Eu, tenant.Ap];
            var books = await tenant.TableAsync("books", regions);
            await books.PutManyAsync(tenant.Us, "before", 50);
            await books.AreEqualAsync(50, regions);

            var before = await tenant.NodeIdentitiesAsync(regions);
            await cluster.Chart.UseOperatorAsync(newOperator!);
            var operatorPod = ReleasePod.Operator(cluster);
            await Eventually.HoldsAsync(
                "regions that the new operator has looked at",
                () => operatorPod.SumAsync("controller_runtime_reconcile_total", "controller=\"region\""),
                looks => looks >= regions.Length);
            await tenant.ApplyAsync(Tenant.Manifest("books", regions, "replicationLagThresholdSeconds: 61"));
            await tenant.SettlesAsync("books");
            Assert.Equal(before, await tenant.NodeIdentitiesAsync(regions));

            await cluster.Chart.UseNodeAsync(newNode!);
            var mostAway = 0;
            await Eventually.HoldsAsync(
                "nodes of the new image",
                async () =>
                {
                    var nodes = await Task.WhenAll(regions.Select(tenant.NodeAsync));
                    mostAway = Math.Max(mostAway, nodes.Count(node => !IsReady(node)));
                    return nodes.Count(node => IsReady(node) && node!.Spec.Containers[0].Image == newNode);
                },
                renewed => renewed == regions.Length,
                RolloutMost);
            Assert.Equal(1, mostAway);
            await tenant.SettlesAsync("books");
            await books.AreEqualAsync(50, regions);
        });

    static bool IsReady(V1Pod? pod) =>
        pod?.Metadata.DeletionTimestamp is null
        && pod?.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
