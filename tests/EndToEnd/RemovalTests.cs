using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class RemovalTests(ClusterFixture cluster)
{
    const int Items = 400;

    [Fact]
    public Task A_region_that_leaves_hands_over_and_keeps_its_copy_and_fills_again_when_it_is_back() =>
        cluster.PlayAsync("leave", async tenant =>
        {
            var (us, eu, ap) = (tenant.Us, tenant.Eu, tenant.Ap);
            var books = await tenant.TableAsync("books", us, eu, ap);

            // What the leaving region has just written is not lost.
            await books.PutManyAsync(ap, "last", Items);
            await tenant.ApplyAsync(Tenant.Manifest("books", [us, eu]));
            var without = await tenant.SettlesAsync("books");
            Assert.Equal([us, eu], without.Replicas.Select(replica => (string?)replica["region"]));
            await books.AreEqualAsync(Items, us, eu);

            // It is a table of its own, which nobody replicates with.
            Assert.Equal("ACTIVE: ", await books.ReplicasAsync(ap));
            Assert.Equal($"ACTIVE: {eu} ACTIVE", await books.ReplicasAsync(us));
            Assert.Equal($"ACTIVE: {us} ACTIVE", await books.ReplicasAsync(eu));
            Assert.Equal(Items, (await books.AllAsync(ap)).Count);
            await books.PutAsync(ap, "alone", "ap");
            await books.PutAsync(us, "without", "us");
            await books.ArrivesAsync(eu, "without", "us");
            Assert.Null(await books.GetAsync(ap, "without"));
            Assert.Null(await books.GetAsync(us, "alone"));

            await tenant.ApplyAsync(Tenant.Manifest("books", [us, eu, ap]));
            await tenant.SettlesAsync("books");
            var items = await books.AreEqualAsync(Items + 1, us, eu, ap);
            Assert.Equal(Items + 1, items.Count);
            Assert.Equal("us", items["without"]);
        });
}
