using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class GrowthTests(ClusterFixture cluster)
{
    const string ApiTables = "globaltables-api";
    const int Items = 500;

    [Fact]
    public Task A_table_grows_into_regions_that_kubectl_or_the_api_adds() =>
        cluster.PlayAsync("grow", async tenant =>
        {
            var (us, eu, ap, sa) = (tenant.Us, tenant.Eu, tenant.Ap, tenant.Sa);
            var books = await tenant.TableAsync("books", us, eu);
            await books.PutManyAsync(us, "before", Items);

            // With kubectl, while the others keep writing.
            await using (var load = new WriteLoad(books, eu, writers: 2))
            {
                await tenant.ApplyAsync(Tenant.Manifest("books", [us, eu, ap]));
                await tenant.SettlesAsync("books");
                await load.AdvancesAsync();
                await load.EndAsync();
                var items = await books.AreEqualAsync(Items + load.Acknowledged.Count, us, eu, ap);
                Assert.Empty(load.Acknowledged.Except(items));
            }

            // Through the API: the object is edited.
            await AddReplicaAsync(tenant, eu, books.Table, sa);
            await tenant.UntilAsync("books", "extended", view => view.Wanted.Contains(sa));
            var view = await tenant.SettlesAsync("books");
            Assert.Equal([us, eu, ap, sa], view.Wanted);
            await books.AreEqualAsync(Items, us, eu, ap, sa);
            Assert.Equal($"ACTIVE: {ap} ACTIVE, {eu} ACTIVE, {us} ACTIVE", await books.ReplicasAsync(sa));
            await books.PutAsync(sa, "from-sa", "1");
            await books.ArrivesAsync(us, "from-sa", "1");
        });

    [Fact]
    public Task A_table_that_the_api_made_and_replicated_gets_an_object() =>
        cluster.PlayAsync("api", async tenant =>
        {
            var (us, eu) = (tenant.Us, tenant.Eu);
            await tenant.TableAsync("books", us, eu);   // for the regions to be there
            var notes = tenant.Items("notes");
            await tenant.Clients[us].CreateTableAsync(new CreateTableRequest
            {
                TableName = notes.Table,
                AttributeDefinitions = [new("id", ScalarAttributeType.S)],
                KeySchema = [new("id", KeyType.HASH)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            });
            await Eventually.EqualsAsync("the table", "ACTIVE: ", () => notes.ReplicasAsync(us));
            await notes.PutManyAsync(us, "before", 20);

            await AddReplicaAsync(tenant, us, notes.Table, eu);
            await Eventually.HoldsAsync(
                "the replica", () => notes.ReplicasAsync(eu), replicas => replicas == $"ACTIVE: {us} ACTIVE");
            await notes.AreEqualAsync(20, us, eu);
            var view = await Eventually.HoldsAsync(
                "the object", () => tenant.ViewAsync("notes", ApiTables), view => view.IsSettled);
            Assert.Equal([us, eu], view.Wanted.Order(StringComparer.Ordinal).Reverse());
            Assert.Equal("notes", (string?)view.Object["spec"]!["tableName"]);
        });

    static Task<UpdateTableResponse> AddReplicaAsync(Tenant tenant, string region, string table, string replica) =>
        tenant.Clients[region].UpdateTableAsync(new UpdateTableRequest
        {
            TableName = table,
            ReplicaUpdates = [new() { Create = new() { RegionName = replica } }],
        });
}
