using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;
using k8s;

namespace GlobalTables.EndToEnd;

public sealed class OperatorCrashTests(ClusterFixture cluster)
{
    const int Items = 1000;

    [Fact]
    public Task An_operator_that_is_killed_while_a_region_is_added_ends_it_and_does_nothing_twice() =>
        cluster.PlayAsync("crash", async tenant =>
        {
            var (us, eu, ap) = (tenant.Us, tenant.Eu, tenant.Ap);
            var books = await tenant.TableAsync("books", us, eu);
            await books.PutManyAsync(us, "before", Items);
            var epochs = new List<long>();
            await tenant.ApplyAsync(Tenant.Manifest("books", [us, eu, ap]));

            await Eventually.HoldsAsync(
                "the new region", () => cluster.Kubectl.TryAsync("get", $"regions.globaltables.dev/{ap}"), answer => answer.IsFine);
            await KillOperatorAsync();
            await SeeAsync(view => view.Replica(ap) is not null && view.Epoch > epochs[0]);
            await KillOperatorAsync();
            var view = await SeeAsync(view => view.IsSettled);

            Assert.Equal(epochs.Order(), epochs);
            Assert.Equal([us, eu, ap], view.Wanted);
            Assert.Equal([us, eu, ap], view.Replicas.Select(replica => (string?)replica["region"]));
            var sets = await cluster.Api.AppsV1.ListNamespacedStatefulSetAsync($"region-{ap}");
            Assert.Equal(1, Assert.Single(sets.Items).Spec.Replicas);
            await books.AreEqualAsync(Items, us, eu, ap);

            // The epochs of a table that is finished stand still.
            Assert.Equal(view.Epoch, (await tenant.ViewAsync("books")).Epoch);

            Task<TableView> SeeAsync(Func<TableView, bool> holds) => tenant.UntilAsync("books", "as it will be", seen =>
            {
                epochs.Add(seen.Epoch);
                return holds(seen);
            });
        });

    async Task KillOperatorAsync()
    {
        var pod = await ReleasePod.Operator(cluster).FindAsync(TestContext.Current.CancellationToken);
        await cluster.Kubectl.RunAsync(
            "delete", "pod", pod.Name, "--namespace", pod.Namespace, "--grace-period=0", "--force", "--wait=false");
    }
}
