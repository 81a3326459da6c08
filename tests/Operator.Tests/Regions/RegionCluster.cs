using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>
/// An API server with the operator's part for regions running against it. The test itself is the StatefulSet's
/// controller: nothing becomes ready before it says so.
/// </summary>
sealed class RegionCluster : IAsyncDisposable
{
    readonly IHost host;

    RegionCluster(FakeApiServer server, ManualTime time, IHost host) =>
        (Server, Time, this.host) = (server, time, host);

    public FakeApiServer Server { get; }

    public ManualTime Time { get; }

    public RegionController Controller => host.Services.GetRequiredService<RegionController>();

    public static async Task<RegionCluster> StartAsync(RegionOptions? options = null, FakeApiServer? server = null)
    {
        var time = new ManualTime();
        var api = server ?? await FakeApiServer.StartAsync(time);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(new Random(17));
        builder.Services.AddSingleton<IKubernetes>(api.Client());
        builder.Services
            .AddKubernetesOperator(settings => settings
                .WithName(RegionLabels.Operator)
                .WithLeaderElection(LeaderElectionType.None)
                .WithHealthPort(null))
            .AddRegions(options ?? TestRegions.Options);
        var host = builder.Build();
        await host.StartAsync();
        return new(api, time, host);
    }

    public V1Alpha1Region Add(V1Alpha1Region region)
    {
        region.Metadata.Uid = null;
        region.Metadata.Generation = null;
        return Server.Create(region);
    }

    public V1Alpha1Region Region(string name) => Server.Get<V1Alpha1Region>(null, name)!;

    public V1StatefulSet? Set(string region) =>
        Server.Get<V1StatefulSet>($"region-{region}", RegionStatefulSet.Name);

    public void Change(string region, Action<JsonObject> spec) =>
        Server.Edit<V1Alpha1Region>(null, region, json => spec(json["spec"]!.AsObject()));

    public Task UntilAsync(Func<bool> condition, string what) =>
        Until.HoldsAsync(Time, TimeSpan.FromMilliseconds(100), condition, what);

    public Task UntilAsync(string region, string type, string reason) => UntilAsync(
        () => Server.Get<V1Alpha1Region>(null, region)?.Status?.Conditions
            ?.Any(condition => condition.Type == type && condition.Reason == reason) == true,
        $"{region} is {type} with {reason}");

    /// <summary>A region whose node is ready.</summary>
    public async Task<V1StatefulSet> AddReadyAsync(string name)
    {
        Add(TestRegions.Minimal(name));
        await UntilAsync(() => Set(name) is not null, "there is a StatefulSet");
        Server.Create(Claim(name));
        Settle(name);
        await UntilAsync(name, "Ready", RegionReasons.NodeReady);
        return Set(name)!;
    }

    /// <summary>The StatefulSet's controller has done its work.</summary>
    public void Settle(string region)
    {
        var generation = Set(region)!.Metadata.Generation;
        Server.Edit<V1StatefulSet>(
            $"region-{region}",
            RegionStatefulSet.Name,
            json => json["status"] = new JsonObject
            {
                ["observedGeneration"] = generation,
                ["replicas"] = 1,
                ["updatedReplicas"] = 1,
                ["readyReplicas"] = 1,
                ["currentRevision"] = $"r{generation}",
                ["updateRevision"] = $"r{generation}",
            },
            "status");
    }

    /// <summary>The node has gone down by itself.</summary>
    public void TakeDown(string region) => Server.Edit<V1StatefulSet>(
        $"region-{region}", RegionStatefulSet.Name, json => json["status"]!["readyReplicas"] = 0, "status");

    /// <summary>Changes to objects, as the server keeps them; events and what changed nothing are left out.</summary>
    public long Writes()
    {
        lock (Server.Objects.Gate)
        {
            return Server.Objects.Since(0).Count(change => change.Id.Resource != "events");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Server.DisposeAsync();
    }

    public async Task StopAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    static V1PersistentVolumeClaim Claim(string region)
    {
        var set = RegionStatefulSet.For(TestRegions.Minimal(region), TestRegions.Options);
        var template = set.Spec.VolumeClaimTemplates[0];
        return new()
        {
            Metadata = new()
            {
                Name = "data-regionnode-0",
                NamespaceProperty = $"region-{region}",
                Labels = template.Metadata.Labels,
            },
            Spec = template.Spec,
        };
    }
}
