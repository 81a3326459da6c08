using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class ReinstallTests(ClusterFixture cluster)
{
    [Fact]
    public Task A_chart_that_is_installed_again_finds_the_tables_and_restarts_nothing() =>
        cluster.PlayAsync("again", async tenant =>
        {
            var (us, eu) = (tenant.Us, tenant.Eu);
            var books = await tenant.TableAsync("books", us, eu);
            await books.PutManyAsync(us, "before", 20);
            await books.AreEqualAsync(20, us, eu);
            var nodes = await tenant.NodeIdentitiesAsync(us, eu);
            var ids = await TableIdsAsync(books, us, eu);

            var values = await cluster.Chart.ValuesAsync();
            await cluster.Chart.UninstallAsync();
            await books.PutAsync(eu, "without-operator", "1");
            await books.ArrivesAsync(us, "without-operator", "1");
            await tenant.ApplyAsync(Tenant.Manifest("books", [us, eu], "replicationLagThresholdSeconds: 61"));

            await cluster.Chart.InstallAgainAsync(values);
            var view = await tenant.SettlesAsync("books");
            Assert.Equal(ids, await TableIdsAsync(books, us, eu));
            Assert.Equal(ids, view.Replicas.Select(replica => (string?)replica["tableId"]));
            Assert.Equal(nodes, await tenant.NodeIdentitiesAsync(us, eu));
            await books.AreEqualAsync(21, us, eu);
            await books.PutAsync(us, "with-operator", "1");
            await books.ArrivesAsync(eu, "with-operator", "1");
        });

    static async Task<IReadOnlyList<string>> TableIdsAsync(Items items, params string[] regions) =>
        [.. (await Task.WhenAll(regions.Select(items.DescribeAsync))).Select(table => table.TableId)];
}
