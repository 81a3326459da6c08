using Amazon.DynamoDBv2;
using Amazon.Runtime;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tables;
using GlobalTables.Operator.Tests.Api;
using GlobalTables.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Whole;

/// <summary>
/// The whole operator against an API server in memory, with real nodes: what Kubernetes itself would do with the
/// regions' objects is done here, by starting a process for each.
/// </summary>
sealed class OperatorWorld : IAsyncDisposable
{
    public const string Space = "shop";
    public const string ApiSpace = "globaltables-api";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Dictionary<string, NodeProcess> nodes = [];
    readonly List<AmazonDynamoDBClient> clients = [];
    IHost? host;

    OperatorWorld(FakeApiServer server) => Server = server;

    public FakeApiServer Server { get; }

    public static async Task<OperatorWorld> StartAsync(params string[] regions)
    {
        var world = new OperatorWorld(await FakeApiServer.StartAsync());
        foreach (var space in (string[])[Space, ApiSpace, "globaltables-system"])
        {
            world.Server.Create(new V1Namespace { Metadata = new() { Name = space } });
        }

        foreach (var started in await Task.WhenAll(regions.Select(async region =>
            (Region: region, Node: await NodeProcess.StartAsync(region)))))
        {
            world.nodes.Add(started.Region, started.Node);
        }

        await world.StartOperatorAsync();
        return world;
    }

    public async Task StartOperatorAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IKubernetes>(Server.Client());
        builder.Services.AddSingleton(new Random(17));
        builder.Services.AddSingleton<PeerAddressOf>(region =>
            nodes.TryGetValue(region.Name(), out var node) ? node.Peers.ToString() : "http://127.0.0.1:9");
        builder.Services.AddGlobalTables(new OperatorOptions
        {
            Namespace = "globaltables-system",
            LeaderElection = true,
            WatchNamespaces = null,
            ProbePort = 0,
            Regions = new RegionOptions { NodeImage = "regionnode:1", OperatorNamespace = "globaltables-system" },
            Tables = new TableOptions
            {
                ApiTablesNamespace = ApiSpace,
                AutoCreateRegions = true,
                SilenceBeforeForce = TimeSpan.FromSeconds(2),
            },
        });
        host = builder.Build();
        await host.StartAsync();
    }

    public async Task StopOperatorAsync()
    {
        if (host is { } running)
        {
            host = null;
            await running.StopAsync();
            running.Dispose();
        }
    }

    /// <summary>The region's node ends, with its data.</summary>
    public async Task LoseAsync(string region)
    {
        nodes.Remove(region, out var node);
        await node!.DisposeAsync();
    }

    public AmazonDynamoDBClient Client(string region)
    {
        var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("x", "x"),
            new AmazonDynamoDBConfig
            {
                ServiceURL = nodes[region].Api.ToString(),
                AuthenticationRegion = region,
                MaxErrorRetry = 0,
            });
        clients.Add(client);
        return client;
    }

    public void Declare(string name, params string[] regions) => Server.Create(new V1Alpha1GlobalTable
    {
        Metadata = new() { Name = name, NamespaceProperty = Space },
        Spec = Spec("Products", regions),
    });

    public static GlobalTableSpec Spec(string tableName, params string[] regions) => new()
    {
        TableName = tableName,
        AttributeDefinitions = [new AttributeDefinition("id", "S")],
        KeySchema = [new KeySchemaElement("id", "HASH")],
        Replicas = [.. regions.Select(region => new Replica(region))],
    };

    public void Edit(string name, Func<GlobalTableSpec, GlobalTableSpec> change)
    {
        var spec = Table(name)!.Spec;
        Server.Edit<V1Alpha1GlobalTable>(Space, name, json => json["spec"] =
            System.Text.Json.Nodes.JsonNode.Parse(KubernetesJson.Serialize(change(spec))));
    }

    public V1Alpha1GlobalTable? Table(string name, string space = Space) =>
        Server.Get<V1Alpha1GlobalTable>(space, name);

    public string Conditions(string name) => string.Join(", ", (Table(name)?.Status?.Conditions ?? [])
        .Select(condition => $"{condition.Type}={condition.Status} {condition.Reason} ({condition.Message})"));

    public V1Condition? Condition(string name, string type) =>
        Table(name)?.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    public Task ReadyAsync(string name, int replicas, string space = Space) => HoldsAsync(
        () => Table(name, space) is { Status: { } status } table
            && status.ReadyReplicas == replicas
            && status.Replicas?.Count == replicas
            && status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready") is { Status: "True" } ready
            && ready.ObservedGeneration == table.Metadata.Generation,
        () => $"{name} is ready in {replicas} regions; it is {Conditions(name)}");

    public static async Task HoldsAsync(Func<bool> condition, Func<string> what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"Waited in vain until {what()}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopOperatorAsync();
        clients.ForEach(client => client.Dispose());
        foreach (var node in nodes.Values)
        {
            await node.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}
