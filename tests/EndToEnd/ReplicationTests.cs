using GlobalTables.EndToEnd.Cluster;

namespace GlobalTables.EndToEnd;

public sealed class ReplicationTests(ClusterFixture cluster)
{
    const int Conflicts = 50;

    [Fact]
    public Task Regions_hear_of_each_others_writes_and_agree_on_the_later_one() =>
        cluster.PlayAsync("repl", async tenant =>
        {
            var (us, eu) = (tenant.Us, tenant.Eu);
            var books = await tenant.TableAsync("books", us, eu);

            await books.PutAsync(us, "from-us", "1");
            await books.ArrivesAsync(eu, "from-us", "1");
            await books.PutAsync(eu, "from-eu", "2");
            await books.ArrivesAsync(us, "from-eu", "2");

            // Both at once: either may be the later one, and both regions must hold the same.
            for (var number = 0; number < Conflicts; number++)
            {
                await Task.WhenAll(
                    books.PutAsync(us, $"at-once-{number}", "us"), books.PutAsync(eu, $"at-once-{number}", "eu"));
            }

            // One right after the other, mostly before it was heard of: the second one is the later one.
            for (var number = 0; number < Conflicts; number++)
            {
                string[] order = number % 2 == 0 ? [us, eu] : [eu, us];
                await books.PutAsync(order[0], $"after-{number}", "first");
                await books.PutAsync(order[1], $"after-{number}", "second");
            }

            var items = await books.AreEqualAsync(2 + (2 * Conflicts), us, eu);
            Assert.Equal(2 + (2 * Conflicts), items.Count);
            Assert.All(
                items.Where(item => item.Key.StartsWith("at-once-", StringComparison.Ordinal)),
                item => Assert.Contains(item.Value, new[] { "us", "eu" }));
            Assert.All(
                items.Where(item => item.Key.StartsWith("after-", StringComparison.Ordinal)),
                item => Assert.Equal("second", item.Value));
        });
}
