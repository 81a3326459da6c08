using System.Text.Json.Nodes;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class RegionControllerTests : IAsyncLifetime
{
    const string Enforce = "pod-security.kubernetes.io/enforce";

    RegionCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await RegionCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_region_gets_its_node()
    {
        await cluster.AddReadyAsync("eu-west-1");
        const string Home = "region-eu-west-1";
        Assert.Equal("restricted", cluster.Server.Get<V1Namespace>(null, Home)!.Metadata.Labels[Enforce]);
        Assert.Null(cluster.Server.Get<V1Namespace>(null, Home)!.Metadata.OwnerReferences);
        var owned = new IList<V1OwnerReference>?[]
        {
            cluster.Server.Get<V1ServiceAccount>(Home, "regionnode")?.Metadata.OwnerReferences,
            cluster.Server.Get<V1Service>(Home, "regionnode")?.Metadata.OwnerReferences,
            cluster.Server.Get<V1Service>(Home, "regionnode-peers")?.Metadata.OwnerReferences,
            cluster.Server.Get<V1NetworkPolicy>(Home, "regionnode")?.Metadata.OwnerReferences,
            cluster.Server.Get<V1PodDisruptionBudget>(Home, "regionnode")?.Metadata.OwnerReferences,
            cluster.Server.Get<V1StatefulSet>(Home, "regionnode")?.Metadata.OwnerReferences,
        };
        Assert.All(owned, owner => Assert.Equal("eu-west-1", Assert.Single(owner!).Name));
        var status = cluster.Region("eu-west-1").Status!;
        Assert.Equal(("1/1", 1, 0), (status.NodeSummary, status.Nodes, status.TableCount));
    }

    [Fact]
    public async Task What_is_as_it_should_be_is_not_written()
    {
        await cluster.AddReadyAsync("eu-west-1");

        // What the controller reads may be behind what it wrote, for a moment.
        int requests;
        var passes = 0;
        do
        {
            requests = WriteRequests();
            await cluster.Controller.ReconcileAsync(cluster.Region("eu-west-1"), CancellationToken.None);
        }
        while (WriteRequests() != requests && ++passes < 100);

        var before = cluster.Writes();
        var result = await cluster.Controller.ReconcileAsync(cluster.Region("eu-west-1"), CancellationToken.None);
        Assert.True(result.IsSuccess);
        Assert.Null(result.RequeueAfter);
        Assert.Equal(requests, WriteRequests());
        Assert.Equal(before, cluster.Writes());
    }

    [Fact]
    public async Task What_others_change_or_delete_is_put_right()
    {
        await cluster.AddReadyAsync("eu-west-1");
        const string Home = "region-eu-west-1";
        cluster.Server.Edit<V1Service>(
            Home, "regionnode", json => json["spec"]!["selector"]!["app.kubernetes.io/name"] = "x");
        cluster.Server.Edit<V1StatefulSet>(Home, "regionnode", json => json["spec"]!["replicas"] = 0);
        cluster.Server.Delete<V1PodDisruptionBudget>(Home, "regionnode");
        cluster.Server.Edit<V1Namespace>(
            null, Home, json => json["metadata"]!["labels"]![Enforce] = "privileged");
        await cluster.UntilAsync(
            () => cluster.Server.Get<V1Service>(Home, "regionnode")!.Spec.Selector["app.kubernetes.io/name"]
                == "regionnode",
            "the service finds the node");
        await cluster.UntilAsync(() => cluster.Set("eu-west-1")!.Spec.Replicas == 1, "there is a node again");
        await cluster.UntilAsync(
            () => cluster.Server.Get<V1PodDisruptionBudget>(Home, "regionnode") is not null, "the budget is back");
        await cluster.UntilAsync(
            () => cluster.Server.Get<V1Namespace>(null, Home)!.Metadata.Labels[Enforce]
                == "restricted",
            "the namespace is restricted again");
    }

    [Fact]
    public async Task An_operator_that_starts_anew_restarts_nothing()
    {
        var before = await cluster.AddReadyAsync("eu-west-1");
        await cluster.StopAsync();
        await using var next = await RegionCluster.StartAsync(server: cluster.Server);
        cluster.Server.Delete<V1PodDisruptionBudget>("region-eu-west-1", "regionnode");
        await next.UntilAsync(
            () => next.Server.Get<V1PodDisruptionBudget>("region-eu-west-1", "regionnode") is not null,
            "it has looked");
        await next.Controller.ReconcileAsync(next.Region("eu-west-1"), CancellationToken.None);
        Assert.Equal(before.Metadata.Generation, next.Set("eu-west-1")!.Metadata.Generation);
        cluster = await RegionCluster.StartAsync(); // for what disposes it
    }

    [Fact]
    public async Task Network_policy_can_be_switched_off()
    {
        await cluster.AddReadyAsync("eu-west-1");
        cluster.Change("eu-west-1", spec => spec["networkPolicy"] = new JsonObject { ["enabled"] = false });
        await cluster.UntilAsync(
            () => cluster.Server.Get<V1NetworkPolicy>("region-eu-west-1", "regionnode") is null, "it is gone");
    }

    [Fact]
    public async Task A_namespace_that_is_missing_is_waited_for()
    {
        var region = TestRegions.Minimal();
        region.Spec = region.Spec with { CreateNamespace = false };
        cluster.Add(region);
        await cluster.UntilAsync("eu-west-1", "Ready", RegionReasons.NamespaceMissing);
        cluster.Server.Create(new V1Namespace { Metadata = new() { Name = "region-eu-west-1" } });
        await cluster.UntilAsync(() => cluster.Set("eu-west-1") is not null, "there is a StatefulSet");
        Assert.Equal(
            new Dictionary<string, string> { ["globaltables.dev/region"] = "eu-west-1" },
            cluster.Server.Get<V1Namespace>(null, "region-eu-west-1")!.Metadata.Labels);
    }

    [Fact]
    public async Task A_namespace_of_another_region_is_left_alone()
    {
        await cluster.AddReadyAsync("eu-west-1");
        var rival = TestRegions.Minimal("us-east-1");
        rival.Spec = rival.Spec with { Namespace = "region-eu-west-1" };
        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        cluster.Add(rival);
        await cluster.UntilAsync("us-east-1", "Ready", RegionReasons.NamespaceTaken);
        Assert.Contains("--region", cluster.Set("eu-west-1")!.Spec.Template.Spec.Containers[0].Args);
        Assert.Contains("eu-west-1", cluster.Set("eu-west-1")!.Spec.Template.Spec.Containers[0].Args);
    }

    [Fact]
    public async Task What_cannot_be_leaves_everything_as_it_is()
    {
        var before = await cluster.AddReadyAsync("eu-west-1");
        cluster.Change("eu-west-1", spec =>
        {
            spec["nodes"] = 0;
            spec["podTemplate"] = JsonNode.Parse(
                """{"spec": {"containers": [{"name": "regionnode", "image": "x"}]}}""");
        });
        await cluster.UntilAsync("eu-west-1", "Ready", RegionReasons.InvalidSpec);
        Assert.Equal(before.Metadata.Generation, cluster.Set("eu-west-1")!.Metadata.Generation);
        cluster.Change("eu-west-1", spec => spec.Remove("podTemplate"));
        await cluster.UntilAsync("eu-west-1", "Ready", RegionReasons.ScaledToZero);
        Assert.Equal(0, cluster.Set("eu-west-1")!.Spec.Replicas);
    }

    [Fact]
    public async Task What_the_server_does_not_accept_is_told_and_tried_again()
    {
        var isForbidden = true;
        cluster.Server.Intercept = (request, _) => Task.FromResult(
            isForbidden && request is { Resource: "statefulsets", Verb: "patch" }
                ? new ApiFaultException(403, "Forbidden", "the quota is used up")
                : null);
        cluster.Add(TestRegions.Minimal());
        await cluster.UntilAsync("eu-west-1", "Degraded", RegionReasons.ReconcileError);
        isForbidden = false;
        await cluster.UntilAsync("eu-west-1", "Degraded", RegionReasons.AsExpected);
    }

    int WriteRequests() => cluster.Server.Requests.Count(request => request.IsWrite && request.Resource != "events");
}
