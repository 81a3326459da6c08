using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class RegionAwayTests(ClusterFixture cluster)
{
    [Fact]
    public Task A_region_without_its_node_is_told_and_the_others_go_on_without_it() =>
        cluster.PlayAsync("away", async tenant =>
        {
            var (us, eu, ap) = (tenant.Us, tenant.Eu, tenant.Ap);
            var books = await tenant.TableAsync("books", us, eu, ap);
            await books.PutManyAsync(us, "before", 50);
            await books.AreEqualAsync(50, us, eu, ap);
            await tenant.UntilAsync("books", "measured", view => LagsIn(view, eu).Count == 2);

            await tenant.ScaleAsync(eu, 0);
            var away = await tenant.UntilAsync("books", "degraded", view =>
                view.Condition("Degraded") == "True RegionUnreachable");
            Assert.Equal("False RegionUnreachable", away.Condition("Ready"));
            Assert.Equal("Unknown ProbeFailed", away.Condition("ReplicationHealthy"));
            var replica = away.Replica(eu)!;
            Assert.True((bool?)replica["stale"]);
            Assert.NotNull((string?)replica["replicaInaccessibleDateTime"]);
            Assert.Equal(2, LagsIn(away, eu).Count);
            Assert.Null(away.Replica(us)!["stale"]);
            Assert.Equal(0, (int?)(await tenant.RegionAsync(eu))["spec"]!["nodes"]);

            await books.PutAsync(us, "while-away-1", "1");
            await books.ArrivesAsync(ap, "while-away-1", "1");
            await books.PutAsync(ap, "while-away-2", "2");
            await books.ArrivesAsync(us, "while-away-2", "2");

            await tenant.ScaleAsync(eu, 1);
            var back = await tenant.SettlesAsync("books");
            Assert.Null(back.Replica(eu)!["stale"]);
            var items = await books.AreEqualAsync(52, us, eu, ap);
            Assert.Equal("2", items["while-away-2"]);
            await tenant.UntilAsync("books", "healthy", view =>
                view.Condition("ReplicationHealthy") == "True LagBelowThreshold");
        });

    static List<long> LagsIn(TableView view, string region) =>
    [
        .. (view.Replica(region)?["sources"]?.AsArray() ?? [])
            .Select(source => (long?)source!["replicationLagMs"])
            .OfType<long>(),
    ];
}
