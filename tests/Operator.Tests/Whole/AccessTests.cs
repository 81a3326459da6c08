using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Whole;

/// <summary>Holds the rights that the chart gives the operator against the requests that it makes.</summary>
public class AccessTests
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";

    /// <summary>
    /// Rights for what does not happen here: owners that block a deletion are checked by an admission plugin, a
    /// policy asks for the right to adopt, an object is read when its finalizer could not be written or when the cache does not show it yet, and events that
    /// go on are counted after minutes.
    /// </summary>
    static readonly string[] NotSeenHere =
    [
        "adopt globaltables.dev/globaltables", "update globaltables.dev/globaltables/finalizers", "update globaltables.dev/regions/finalizers",
        "get globaltables.dev/regions", "get namespaces", "get services", "get serviceaccounts",
        "get policy/poddisruptionbudgets", "get networking.k8s.io/networkpolicies", "patch events.k8s.io/events",
    ];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_operator_asks_for_what_it_may_and_may_what_it_asks_for()
    {
        await using var world = await OperatorWorld.StartAsync(Us, Eu);
        await LiveAsync(world);
        await world.StopOperatorAsync();   // which gives the lease back

        var asked = world.Server.Requests.Select(Text).ToHashSet();
        var allowed = Allowed();
        // To apply an object is to patch it, and to create it where it is not there.
        asked.UnionWith(asked.Where(request => request.StartsWith("patch ", StringComparison.Ordinal))
            .Select(request => "create " + request["patch ".Length..])
            .Where(allowed.Contains)
            .ToList());
        Repository.AssertNone(asked.Except(allowed).Select(request => $"asks without a right: {request}"));
        Repository.AssertNone(allowed.Except(asked).Except(NotSeenHere).Select(right => $"a right that is not used: {right}"));
    }

    /// <summary>A life in which everything happens that needs a right.</summary>
    static async Task LiveAsync(OperatorWorld world)
    {
        world.Declare("products", Us, Eu);
        await world.ReadyAsync("products", 2);
        using var client = world.Client(Us);
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = "made",
                AttributeDefinitions = [new AttributeDefinition("id", ScalarAttributeType.S)],
                KeySchema = [new KeySchemaElement("id", KeyType.HASH)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            Cancel);
        await client.UpdateTableAsync(
            new UpdateTableRequest
            {
                TableName = "made",
                ReplicaUpdates = [new ReplicationGroupUpdate { Create = new CreateReplicationGroupMemberAction { RegionName = Eu } }],
            },
            Cancel);
        await OperatorWorld.HoldsAsync(
            () => world.Table("made", OperatorWorld.ApiSpace)?.Status?.ReadyReplicas == 2, () => "the object is made");
        await DeleteAsync(world, Eu);
        await DeleteAsync(world, Us);
        await OperatorWorld.HoldsAsync(
            () => world.Table("made", OperatorWorld.ApiSpace) is null, () => "the object is gone");
        await RepairAsync(world);
        await GrowAsync(world);
        Change(world, spec => spec["networkPolicy"] = new JsonObject { ["enabled"] = false });
        await OperatorWorld.HoldsAsync(
            () => world.Server.Get<V1NetworkPolicy>("region-us-east-1", "regionnode") is null, () => "the policy is gone");
        world.Server.Delete<V1Alpha1GlobalTable>(OperatorWorld.Space, "products");
        await OperatorWorld.HoldsAsync(() => world.Table("products") is null, () => "the table is gone");
        world.Server.Delete<V1Alpha1Region>(null, Us);
        await OperatorWorld.HoldsAsync(
            () => world.Server.Get<V1Alpha1Region>(null, Us) is null, () => "the region is gone");
    }

    /// <summary>What somebody deleted by mistake is made again.</summary>
    static async Task RepairAsync(OperatorWorld world)
    {
        await RepairAsync<V1ServiceAccount>(world, "regionnode");
        await RepairAsync<V1Service>(world, "regionnode-peers");
        await RepairAsync<V1PodDisruptionBudget>(world, "regionnode");
        await RepairAsync<V1NetworkPolicy>(world, "regionnode");
        world.Server.Delete<V1Namespace>(null, "region-eu-west-1");
        await OperatorWorld.HoldsAsync(
            () => world.Server.Get<V1Namespace>(null, "region-eu-west-1") is not null, () => "the namespace is there again");
    }

    static async Task RepairAsync<T>(OperatorWorld world, string name)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta>
    {
        world.Server.Delete<T>("region-us-east-1", name);
        await OperatorWorld.HoldsAsync(
            () => world.Server.Get<T>("region-us-east-1", name) is not null, () => $"{typeof(T).Name} {name} is there again");
    }

    static async Task DeleteAsync(OperatorWorld world, string region)
    {
        using var client = world.Client(region);
        await client.DeleteTableAsync("made", Cancel);
        await OperatorWorld.HoldsAsync(
            () => client.ListTablesAsync(Cancel).Result.TableNames?.Contains("made") != true, () => "the table is gone");
    }

    /// <summary>The volume, which Kubernetes would have made, grows; the StatefulSet is made again for it.</summary>
    static async Task GrowAsync(OperatorWorld world)
    {
        var set = world.Server.Get<V1StatefulSet>("region-us-east-1", "regionnode")!;
        var claim = set.Spec.VolumeClaimTemplates[0];
        world.Server.Create(new V1PersistentVolumeClaim
        {
            Metadata = new()
            {
                Name = "data-regionnode-0",
                NamespaceProperty = "region-us-east-1",
                Labels = claim.Metadata.Labels ?? set.Metadata.Labels,
            },
            Spec = claim.Spec,
        });
        Change(world, spec => spec["storage"] = new JsonObject { ["size"] = "3Gi" });
        await OperatorWorld.HoldsAsync(
            () => world.Server.Get<V1PersistentVolumeClaim>("region-us-east-1", "data-regionnode-0")!
                    .Spec.Resources.Requests["storage"].ToString() == "3Gi"
                && world.Server.Get<V1StatefulSet>("region-us-east-1", "regionnode") is { } again
                && again.Uid() != set.Uid(),
            () => "the volume has grown and the StatefulSet is another");
    }

    static void Change(OperatorWorld world, Action<JsonObject> change) => world.Server.Edit<V1Alpha1Region>(
        null, Us, json => change(json["spec"]!.AsObject()));

    static string Text(ApiRequest request) => $"{request.Verb} {Resource(request.Group, request.Resource)}"
        + (request.Subresource is { } part ? "/" + part : "");

    static string Resource(string group, string resource) => group.Length == 0 ? resource : $"{group}/{resource}";

    static HashSet<string> Allowed()
    {
        var rules = Assert.Single(Yaml.Documents(Repository.Read("charts/globaltables/files/rbac-rules.yaml")));
        return
        [
            .. new[] { "clusterRole", "role" }.SelectMany(rules.List)
                .SelectMany(rule => rule.Texts("apiGroups").SelectMany(group => rule.Texts("resources")
                    .SelectMany(resource => rule.Texts("verbs").Select(verb => $"{verb} {Resource(group, resource)}")))),
        ];
    }
}
