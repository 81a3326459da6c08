using Amazon.DynamoDBv2;
using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class ReadOnlyTests(ClusterFixture cluster)
{
    [Fact]
    public Task A_read_only_region_refuses_writes_until_the_manifest_says_otherwise() =>
        cluster.PlayAsync("read", async tenant =>
        {
            var (us, eu) = (tenant.Us, tenant.Eu);
            var manifest = Tenant.Manifest("books", [us, eu]);
            await tenant.ApplyAsync(manifest.Replace(
                $"- region: {eu}", $"- region: {eu}\n    access: ReadOnly", StringComparison.Ordinal));
            await tenant.SettlesAsync("books");
            var books = tenant.Items("Books");

            var refusal = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => books.PutAsync(eu, "a", "eu"));
            Assert.Equal("AccessDeniedException", refusal.ErrorCode);
            Assert.Equal(
                $"Table Books is read-only in {eu}. Write to another region of the global table, or set access: " +
                "ReadWrite for this replica in its manifest.",
                refusal.Message);
            await books.PutAsync(us, "a", "us");
            await books.ArrivesAsync(eu, "a", "us");

            await tenant.ApplyAsync(manifest);
            await tenant.SettlesAsync("books");
            await books.PutAsync(eu, "a", "eu");
            await books.ArrivesAsync(us, "a", "eu");
        });
}
