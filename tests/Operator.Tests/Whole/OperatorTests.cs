using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;
using Replica = GlobalTables.ControlPlane.Resources.Replica;

namespace GlobalTables.Operator.Tests.Whole;

public class OperatorTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_is_made_grows_shrinks_and_goes_and_comes_back()
    {
        await using var world = await OperatorWorld.StartAsync(Us, Eu, Ap);
        world.Declare("products", Us, Eu);
        await world.ReadyAsync("products", 2);
        Assert.NotNull(world.Server.Get<V1StatefulSet>("region-us-east-1", "regionnode"));
        Assert.Equal("region-eu-west-1", world.Server.Get<V1Alpha1Region>(null, Eu)!.Spec.Namespace);
        await PutAsync(world, Us, "a");
        await ReadAsync(world, Eu, "a");

        // Another region, by the manifest.
        world.Edit("products", spec => spec with { Replicas = [.. spec.Replicas, new Replica(Ap)] });
        await world.ReadyAsync("products", 3);
        await ReadAsync(world, Ap, "a");

        // One for reads only, and promoted.
        SetAccess(world, Ap, ReplicaAccess.ReadOnly);
        await world.ReadyAsync("products", 3);
        var refused = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => PutAsync(world, Ap, "b"));
        Assert.Equal("AccessDeniedException", refused.ErrorCode);
        SetAccess(world, Ap, ReplicaAccess.ReadWrite);
        await world.ReadyAsync("products", 3);
        await PutAsync(world, Ap, "b");

        // One less: what it wrote last is handed over, and its copy stays.
        world.Edit("products", spec => spec with { Replicas = [new Replica(Us), new Replica(Eu)] });
        await world.ReadyAsync("products", 2);
        await ReadAsync(world, Us, "b");
        await ReadAsync(world, Ap, "b");
        await PutAsync(world, Ap, "alone");
        Assert.Equal(2, (await world.Client(Us).ScanAsync(new ScanRequest("Products"), Cancel)).Count);

        // The object goes; the table stays, in each region by itself, and is found again.
        var tableId = world.Table("products")!.Status!.Replicas![0].TableId;
        world.Server.Delete<V1Alpha1GlobalTable>(OperatorWorld.Space, "products");
        await OperatorWorld.HoldsAsync(() => world.Table("products") is null, () => "the object is gone");
        await PutAsync(world, Us, "c");
        world.Declare("products", Us, Eu);
        await world.ReadyAsync("products", 2);
        Assert.Equal(tableId, world.Table("products")!.Status!.Replicas![0].TableId);
        await ReadAsync(world, Eu, "c");
    }

    [Fact]
    public async Task A_request_made_through_the_API_becomes_an_edit_of_the_object_or_a_new_object()
    {
        await using var world = await OperatorWorld.StartAsync(Us, Eu);
        world.Declare("products", Us);
        await world.ReadyAsync("products", 1);

        await AddReplicaAsync(world, "Products", Eu);
        await world.ReadyAsync("products", 2);
        Assert.Equal([Us, Eu], world.Table("products")!.Spec.Replicas.Select(replica => replica.Region));

        using var client = world.Client(Us);
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = "Made_Here",
                AttributeDefinitions = [new AttributeDefinition("id", ScalarAttributeType.S)],
                KeySchema = [new KeySchemaElement("id", KeyType.HASH)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            Cancel);
        await AddReplicaAsync(world, "Made_Here", Eu);
        await OperatorWorld.HoldsAsync(
            () => world.Server.List<V1Alpha1GlobalTable>(OperatorWorld.ApiSpace).Count == 1, () => "the object is made");
        var made = world.Server.List<V1Alpha1GlobalTable>(OperatorWorld.ApiSpace)[0].Name();
        await world.ReadyAsync(made, 2, OperatorWorld.ApiSpace);

        // Billing changes through the API, and so does the end of a table that the API made.
        await client.UpdateTableAsync(
            new UpdateTableRequest
            {
                TableName = "Products",
                BillingMode = BillingMode.PROVISIONED,
                ProvisionedThroughput = new ProvisionedThroughput(3, 4),
            },
            Cancel);
        await OperatorWorld.HoldsAsync(
            () => world.Table("products")!.Spec.ProvisionedThroughput?.WriteCapacityUnits == 4, () => "billing is edited");
        await world.ReadyAsync("products", 2);
        await client.UpdateTableAsync(
            new UpdateTableRequest { TableName = "Products", BillingMode = BillingMode.PAY_PER_REQUEST }, Cancel);
        await OperatorWorld.HoldsAsync(
            () => world.Table("products")!.Spec is { ProvisionedThroughput: null, BillingMode: "PAY_PER_REQUEST" },
            () => "billing is edited back");
        await RemoveAsync(world, "Made_Here", Eu);
        await RemoveAsync(world, "Made_Here", Us);
        await OperatorWorld.HoldsAsync(
            () => world.Table(made, OperatorWorld.ApiSpace) is null, () => "the table's object is gone");
    }

    [Fact]
    public async Task A_lost_region_degrades_the_table_holds_nothing_up_and_leaves_by_force()
    {
        await using var world = await OperatorWorld.StartAsync(Us, Eu, Ap);
        world.Declare("products", Us, Eu, Ap);
        await world.ReadyAsync("products", 3);
        await world.LoseAsync(Eu);

        await OperatorWorld.HoldsAsync(
            () => world.Condition("products", "Degraded") is { Status: "True", Reason: "RegionUnreachable" },
            () => $"the table is degraded; it is {world.Conditions("products")}");
        Assert.Equal("Unknown", world.Condition("products", "ReplicationHealthy")!.Status);
        Assert.True(world.Table("products")!.Status!.Replicas!.Single(replica => replica.Region == Eu).Stale);
        await PutAsync(world, Us, "a");
        await ReadAsync(world, Ap, "a");

        // Another table does not wait for it.
        world.Server.Create(new V1Alpha1GlobalTable
        {
            Metadata = new() { Name = "orders", NamespaceProperty = OperatorWorld.Space },
            Spec = OperatorWorld.Spec("Orders", Us, Ap),
        });
        await world.ReadyAsync("orders", 2);

        world.Edit("products", spec => spec with { Replicas = [new Replica(Us), new Replica(Ap)] });
        await OperatorWorld.HoldsAsync(
            () => world.Condition("products", "Progressing") is { Status: "True", Reason: "WaitingForRegion" },
            () => $"the removal waits; it is {world.Conditions("products")}");
        world.Server.Edit<V1Alpha1GlobalTable>(OperatorWorld.Space, "products", json =>
            json["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject { [ApiGroup.ForceRemoveReplica] = Eu });
        await OperatorWorld.HoldsAsync(
            () => world.Table("products")!.Status!.Group!.Members.Count == 2, () => "the region is out of the group");

        // Nor does a deletion.
        world.Server.Delete<V1Alpha1GlobalTable>(OperatorWorld.Space, "products");
        await OperatorWorld.HoldsAsync(() => world.Table("products") is null, () => "the object is gone");
        Assert.Single(world.Server.Get<V1Alpha1Region>(null, Eu)!.Status!.Removals!);
    }

    [Fact]
    public async Task What_the_object_says_last_decides_what_becomes_of_the_data()
    {
        await using var world = await OperatorWorld.StartAsync(Us);
        world.Declare("products", Us);
        world.Edit("products", spec => spec with { DeletionPolicy = DeletionPolicy.Delete });
        await world.ReadyAsync("products", 1);
        await PutAsync(world, Us, "a");
        world.Edit("products", spec => spec with { DeletionPolicy = DeletionPolicy.Retain });
        world.Server.Delete<V1Alpha1GlobalTable>(OperatorWorld.Space, "products");

        await OperatorWorld.HoldsAsync(() => world.Table("products") is null, () => "the object is gone");

        await ReadAsync(world, Us, "a");
    }

    [Fact]
    public async Task An_object_that_the_server_refuses_holds_up_no_other()
    {
        await using var world = await OperatorWorld.StartAsync(Us);
        world.Declare("products", Us);
        await world.ReadyAsync("products", 1);
        world.Server.Intercept = (request, _) => Task.FromResult(
            request is { Verb: "patch", Resource: "globaltables", Name: "products" }
                ? new ApiFaultException(403, "Forbidden", "no edits today") : null);
        await AddReplicaAsync(world, "Products", Eu);
        world.Server.Create(new V1Alpha1GlobalTable
        {
            Metadata = new() { Name = "orders", NamespaceProperty = OperatorWorld.Space },
            Spec = OperatorWorld.Spec("Orders", Us),
        });

        await world.ReadyAsync("orders", 1);

        Assert.Equal([Us], world.Table("products")!.Spec.Replicas.Select(replica => replica.Region));
    }

    [Fact]
    public async Task Of_two_objects_that_claim_a_name_the_older_has_it()
    {
        await using var world = await OperatorWorld.StartAsync(Us);
        world.Declare("products", Us);
        await world.ReadyAsync("products", 1);
        world.Declare("again", Us);

        await OperatorWorld.HoldsAsync(
            () => world.Condition("again", "Ready") is { Reason: "TableNameTaken" }, () => "the newer one is refused");
        Assert.Contains("shop/products declares a table of this name", world.Condition("again", "Ready")!.Message);
        Assert.Equal("True", world.Condition("products", "Ready")!.Status);
    }

    [Fact]
    public async Task A_region_in_use_is_held()
    {
        await using var world = await OperatorWorld.StartAsync(Us);
        world.Declare("products", Us);
        await world.ReadyAsync("products", 1);
        world.Server.Delete<V1Alpha1Region>(null, Us);

        await OperatorWorld.HoldsAsync(
            () => world.Server.Get<V1Alpha1Region>(null, Us)!.Status!.Conditions!.Any(condition =>
                condition.Reason == "IsBeingUsed" && condition.Message.Contains("shop/products")),
            () => "the region says who uses it");
        world.Server.Delete<V1Alpha1GlobalTable>(OperatorWorld.Space, "products");
        await OperatorWorld.HoldsAsync(() => world.Server.Get<V1Alpha1Region>(null, Us) is null, () => "the region is gone");
    }

    [Fact]
    public async Task An_operator_that_ends_half_way_is_followed_by_one_that_does_nothing_twice()
    {
        await using var world = await OperatorWorld.StartAsync(Us, Eu, Ap);
        world.Declare("products", Us, Eu);
        await world.ReadyAsync("products", 2);
        var group = world.Table("products")!.Status!.Group!;
        world.Edit("products", spec => spec with { Replicas = [.. spec.Replicas, new Replica(Ap)] });
        await OperatorWorld.HoldsAsync(
            () => world.Table("products")!.Status!.Group!.Epoch > group.Epoch, () => "the third region is planned");
        await world.StopOperatorAsync();
        var epoch = world.Table("products")!.Status!.Group!.Epoch;
        await world.StartOperatorAsync();

        await world.ReadyAsync("products", 3);

        var after = world.Table("products")!.Status!.Group!;
        Assert.Equal(group.Id, after.Id);
        Assert.InRange(after.Epoch, epoch, epoch + 3);
        Assert.Equal(
            group.Members.Select(member => member.Log),
            after.Members.Where(member => member.Region != Ap).Select(member => member.Log));
        Assert.Single(world.Server.List<V1StatefulSet>("region-ap-northeast-1"));
    }

    [Fact]
    public async Task An_API_server_that_restarts_and_forgets_its_watches_costs_nothing()
    {
        await using var world = await OperatorWorld.StartAsync(Us, Eu);
        world.Declare("products", Us);
        await world.ReadyAsync("products", 1);
        var epoch = world.Table("products")!.Status!.Group!.Epoch;
        await world.Server.StopAsync();
        await PutAsync(world, Us, "a");
        world.Server.Objects.Compact();
        await world.Server.ListenAsync();
        world.Edit("products", spec => spec with { Replicas = [.. spec.Replicas, new Replica(Eu)] });

        await world.ReadyAsync("products", 2);

        await ReadAsync(world, Eu, "a");
        Assert.InRange(world.Table("products")!.Status!.Group!.Epoch, epoch + 1, epoch + 4);
    }

    [Fact]
    public async Task An_idle_operator_writes_nothing_but_its_lease()
    {
        await using var world = await OperatorWorld.StartAsync(Us, Eu);
        world.Declare("products", Us, Eu);
        await world.ReadyAsync("products", 2);
        await OperatorWorld.HoldsAsync(
            () => world.Condition("products", "ReplicationHealthy")!.Status == "True", () => "the streams are healthy");
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Cancel);
        world.Server.Requests.Clear();

        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, Cancel);

        Assert.DoesNotContain(world.Server.Requests, request => request.IsWrite && request.Resource != "leases");
    }

    static void SetAccess(OperatorWorld world, string region, ReplicaAccess access) => world.Edit(
        "products",
        spec => spec with
        {
            Replicas =
            [
                .. spec.Replicas.Select(replica => replica.Region == region ? replica with { Access = access } : replica),
            ],
        });

    static async Task AddReplicaAsync(OperatorWorld world, string table, string region)
    {
        using var client = world.Client(Us);
        await client.UpdateTableAsync(
            new UpdateTableRequest
            {
                TableName = table,
                ReplicaUpdates = [new ReplicationGroupUpdate { Create = new CreateReplicationGroupMemberAction { RegionName = region } }],
            },
            Cancel);
    }

    static async Task RemoveAsync(OperatorWorld world, string table, string region)
    {
        using var client = world.Client(region);
        await client.DeleteTableAsync(table, Cancel);
        await OperatorWorld.HoldsAsync(() => !Has(client, table).Result, () => $"{table} is gone from {region}");
    }

    static async Task<bool> Has(AmazonDynamoDBClient client, string table) =>
        (await client.ListTablesAsync(Cancel)).TableNames?.Contains(table) == true;

    static async Task PutAsync(OperatorWorld world, string region, string id)
    {
        using var client = world.Client(region);
        await client.PutItemAsync(
            new PutItemRequest("Products", new Dictionary<string, AttributeValue> { ["id"] = new(id) }), Cancel);
    }

    static async Task ReadAsync(OperatorWorld world, string region, string id)
    {
        using var client = world.Client(region);
        for (var patience = 500; ; patience--)
        {
            var found = await client.GetItemAsync(
                new GetItemRequest("Products", new Dictionary<string, AttributeValue> { ["id"] = new(id) }), Cancel);
            if (found.Item is { Count: > 0 })
            {
                return;
            }

            Assert.True(patience > 0, $"{id} did not arrive in {region}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }
    }
}
