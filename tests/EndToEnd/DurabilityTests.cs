using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class DurabilityTests(ClusterFixture cluster)
{
    [Fact]
    public Task A_node_that_is_deleted_or_killed_loses_no_acknowledged_write() =>
        cluster.PlayAsync("dur", async tenant =>
        {
            var (us, eu) = (tenant.Us, tenant.Eu);
            var books = await tenant.TableAsync("books", us, eu);
            await using var there = new WriteLoad(books, us, writers: 3);
            await using var elsewhere = new WriteLoad(books, eu, writers: 1);
            string[][] deaths = [[], ["--grace-period=0", "--force"]];
            foreach (var how in deaths)
            {
                await there.AdvancesAsync();
                var before = (await tenant.NodeAsync(us))!.Metadata.Uid;
                await cluster.Kubectl.RunAsync(
                    ["delete", "pod", "regionnode-0", "--namespace", $"region-{us}", "--wait=false", .. how]);
                await there.FailsAsync();
                await there.AdvancesAsync();
                Assert.NotEqual(before, (await tenant.NodeAsync(us))!.Metadata.Uid);
            }

            await Task.WhenAll(there.EndAsync(), elsewhere.EndAsync());
            var written = there.Acknowledged.Concat(elsewhere.Acknowledged).ToList();
            var items = await books.AreEqualAsync(written.Count, us, eu);
            Assert.Empty(written.Except(items));
            await tenant.SettlesAsync("books");
        });
}
