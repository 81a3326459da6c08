using System.Text.Json;
using System.Text.Json.Nodes;
using GlobalTables.EndToEnd.Cluster;
using k8s;
using k8s.Models;

namespace GlobalTables.EndToEnd.Scenario;

/// <summary>What one scenario has of the cluster: a namespace, and regions with names of their own.</summary>
sealed class Tenant(ClusterFixture cluster, string name) : IAsyncDisposable
{
    const string Group = "globaltables.dev";
    const string Version = "v1alpha1";

    public string Namespace => $"e2e-{name}";

    public string Us => $"{name}-us";

    public string Eu => $"{name}-eu";

    public string Ap => $"{name}-ap";

    public string Sa => $"{name}-sa";

    public ClusterFixture Cluster => cluster;

    public IKubernetes Api => cluster.Api;

    public RegionClients Clients { get; } = new(cluster.Api);

    public async Task BeginAsync()
    {
        await cluster.Kubectl.RunAsync("create", "namespace", Namespace);
        await cluster.Kubectl.RunAsync("label", "namespace", Namespace, $"{Cleaner.Label}=");
    }

    public ValueTask DisposeAsync() => Clients.DisposeAsync();

    public Items Items(string table) => new(Clients, table);

    /// <summary>kubectl in the scenario's namespace; it must succeed.</summary>
    public Task<string> KubectlAsync(params string[] arguments) =>
        cluster.Kubectl.RunAsync(["--namespace", Namespace, .. arguments]);

    public Task<ToolAnswer> TryKubectlAsync(params string[] arguments) =>
        cluster.Kubectl.TryAsync(["--namespace", Namespace, .. arguments]);

    public async Task ApplyAsync(string manifest)
    {
        var answer = await cluster.Kubectl.TryAsync(manifest, ["--namespace", Namespace, "apply", "-f", "-"]);
        Assert.True(answer.IsFine, answer.Text);
    }

    /// <summary>A table with the key <c>id</c>; every name is the object's and, capitalised, the table's.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="regions">Where it lives.</param>
    /// <param name="more">More lines of spec.</param>
    public static string Manifest(string name, IEnumerable<string> regions, string more = "") =>
        $"""
        apiVersion: {Group}/{Version}
        kind: GlobalTable
        metadata:
          name: {name}
        spec:
          tableName: {TableNameOf(name)}
          attributeDefinitions:
          - attributeName: id
            attributeType: "S"
          keySchema:
          - attributeName: id
            keyType: HASH
          {more}
          replicas:
          {string.Join("\n  ", regions.Select(region => $"- region: {region}"))}
        """;

    public static string TableNameOf(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..]}";

    /// <summary>Declares a table and waits until all of its regions serve.</summary>
    public async Task<Items> TableAsync(string table, params string[] regions)
    {
        await ApplyAsync(Manifest(table, regions));
        await SettlesAsync(table);
        return Items(TableNameOf(table));
    }

    public async Task<TableView> ViewAsync(string table, string? space = null)
    {
        var found = await cluster.Api.CustomObjects.GetNamespacedCustomObjectAsync(
            Group, Version, space ?? Namespace, "globaltables", table);
        return new(JsonNode.Parse(((JsonElement)found).GetRawText())!);
    }

    public async Task<JsonNode> RegionAsync(string region)
    {
        var found = await cluster.Api.CustomObjects.GetClusterCustomObjectAsync(Group, Version, "regions", region);
        return JsonNode.Parse(((JsonElement)found).GetRawText())!;
    }

    /// <summary>Until the object is finished: ready, nothing under way, nothing wrong.</summary>
    public Task<TableView> SettlesAsync(string table) => UntilAsync(table, "settled", view => view.IsSettled);

    public Task<TableView> UntilAsync(string table, string what, Func<TableView, bool> holds) =>
        Eventually.HoldsAsync($"{table} is not {what}", () => ViewAsync(table), holds);

    /// <summary>The node's pod; null while there is none.</summary>
    public async Task<V1Pod?> NodeAsync(string region)
    {
        var pods = await cluster.Api.CoreV1.ListNamespacedPodAsync($"region-{region}");
        return pods.Items.FirstOrDefault(pod => pod.Metadata.Name == "regionnode-0");
    }

    /// <summary>Which process each region's node is: it changes with every restart.</summary>
    public async Task<string> NodeIdentitiesAsync(params string[] regions)
    {
        var pods = await Task.WhenAll(regions.Select(NodeAsync));
        return string.Join(", ", pods.Zip(regions, (pod, region) =>
            $"{region} {pod?.Metadata.Uid} restarted {pod?.Status?.ContainerStatuses?.Sum(one => one.RestartCount)}"));
    }

    public Task ScaleAsync(string region, int nodes) =>
        cluster.Kubectl.RunAsync("scale", $"regions.{Group}/{region}", $"--replicas={nodes}");
}
