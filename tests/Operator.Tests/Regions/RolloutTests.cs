using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>Changes of the pod and of the volume, against an API server.</summary>
public sealed class RolloutTests : IAsyncLifetime
{
    const string NewImage = "registry.example/regionnode:2.0.0";

    RegionCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await RegionCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Regions_change_one_after_the_other()
    {
        string[] regions = ["a", "b", "c"];
        foreach (var region in regions)
        {
            await cluster.AddReadyAsync(region);
        }

        foreach (var region in regions)
        {
            cluster.Change(region, spec => spec["image"] = NewImage);
        }

        for (var round = 1; round <= regions.Length; round++)
        {
            await cluster.UntilAsync(() => Changed() == round, $"{round} have the new image");
            foreach (var waiting in regions.Where(region => ImageOf(region) != NewImage))
            {
                await cluster.UntilAsync(waiting, "Progressing", RegionReasons.WaitingForRollout);
            }

            Assert.Equal(round, Changed());
            cluster.Settle(regions.Single(region => ImageOf(region) == NewImage && !IsSettled(region)));
        }

        foreach (var region in regions)
        {
            await cluster.UntilAsync(region, "Progressing", RegionReasons.Settled);
        }

        int Changed() => regions.Count(region => ImageOf(region) == NewImage);
    }

    [Fact]
    public async Task A_node_that_is_down_is_repaired_at_once()
    {
        await cluster.AddReadyAsync("a");
        await cluster.AddReadyAsync("b");
        cluster.TakeDown("a");
        cluster.TakeDown("b");
        cluster.Change("a", spec => spec["image"] = NewImage);
        cluster.Change("b", spec => spec["image"] = NewImage);
        await cluster.UntilAsync(() => ImageOf("a") == NewImage && ImageOf("b") == NewImage, "both have the new image");
    }

    [Fact]
    public async Task A_volume_grows_and_the_pod_stays()
    {
        var before = await cluster.AddReadyAsync("a");
        cluster.Server.Edit<V1StatefulSet>("region-a", "regionnode", json =>
            json["spec"]!["template"]!["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject
            {
                ["kubectl.kubernetes.io/restartedAt"] = "2026-01-01T00:00:00Z",
            });
        cluster.Settle("a");
        cluster.Change("a", spec => spec["storage"]!["size"] = "40Gi");
        await cluster.UntilAsync(
            () => cluster.Set("a") is { } set && set.Metadata.Uid != before.Metadata.Uid, "it is made anew");
        var after = cluster.Set("a")!;
        Assert.Equal("40Gi", Claim().Spec.Resources.Requests["storage"].ToString());
        Assert.Equal("40Gi", after.Spec.VolumeClaimTemplates[0].Spec.Resources.Requests["storage"].ToString());
        before.Spec.Template.Metadata.Annotations =
            new Dictionary<string, string> { ["kubectl.kubernetes.io/restartedAt"] = "2026-01-01T00:00:00Z" };
        Assert.Equal(TemplateHash.Of(before.Spec.Template), TemplateHash.Of(after.Spec.Template));
        Assert.Equal(RegionStatefulSet.HashOf(before), RegionStatefulSet.HashOf(after));

        // The storage takes its time.
        cluster.Server.Edit<V1PersistentVolumeClaim>("region-a", "data-regionnode-0", json => json["status"] =
            System.Text.Json.Nodes.JsonNode.Parse("""{"phase": "Bound", "capacity": {"storage": "20Gi"}}"""), "status");
        cluster.Settle("a");
        await cluster.UntilAsync("a", "Progressing", RegionReasons.VolumeResizing);
        cluster.Server.Edit<V1PersistentVolumeClaim>("region-a", "data-regionnode-0", json =>
            json["status"]!["capacity"]!["storage"] = "40Gi", "status");
        await cluster.UntilAsync("a", "Progressing", RegionReasons.Settled);
        Assert.Equal(after.Metadata.Uid, cluster.Set("a")!.Metadata.Uid);
        Assert.Single(cluster.Server.Requests, request => request is { Resource: "statefulsets", Verb: "delete" });
    }

    [Fact]
    public async Task A_volume_that_may_not_grow_stays_and_the_rest_goes_on()
    {
        var before = await cluster.AddReadyAsync("a");
        cluster.Server.Intercept = (request, _) => Task.FromResult(
            request is { Resource: "persistentvolumeclaims", Verb: "patch" }
                ? new ApiFaultException(403, "Forbidden", "the storage class does not support resize")
                : null);
        cluster.Change("a", spec =>
        {
            spec["storage"]!["size"] = "40Gi";
            spec["image"] = NewImage;
        });
        await cluster.UntilAsync("a", "Degraded", RegionReasons.VolumeCannotGrow);
        await cluster.UntilAsync(() => ImageOf("a") == NewImage, "it has the new image");
        Assert.Equal(before.Metadata.Uid, cluster.Set("a")!.Metadata.Uid);
        Assert.Contains(
            "does not support resize",
            cluster.Region("a").Status!.Conditions!.Single(one => one.Type == "Degraded").Message,
            StringComparison.Ordinal);
        Assert.Single(
            cluster.Server.Requests, request => request is { Resource: "persistentvolumeclaims", Verb: "patch" });
    }

    string ImageOf(string region) => cluster.Set(region)!.Spec.Template.Spec.Containers[0].Image;

    bool IsSettled(string region) => RolloutStates.Of(cluster.Set(region)!) == RolloutState.Settled;

    V1PersistentVolumeClaim Claim() => cluster.Server.Get<V1PersistentVolumeClaim>("region-a", "data-regionnode-0")!;
}
