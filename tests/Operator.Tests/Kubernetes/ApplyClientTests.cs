using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class ApplyClientTests : IAsyncLifetime
{
    readonly ManualTime time = new();
    FakeApiServer server = null!;
    TestOperator tested = null!;
    Widget owner = null!;

    ApplyClient Client => tested.Client;

    public async ValueTask InitializeAsync()
    {
        server = await FakeApiServer.StartAsync(time);
        owner = server.Create(Widgets.New("a"));
        tested = await TestOperator.StartAsync(
            server,
            time,
            builder => builder.AddInformer<V1StatefulSet>().AddInformer<V1Service>().AddInformer<Widget>());
        await Store.WaitForSyncAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        await tested.Widgets.WaitForSyncAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await tested.DisposeAsync();
        await server.DisposeAsync();
    }

    IEntityStore<V1StatefulSet> Store => tested.Get<IEntityStore<V1StatefulSet>>();

    [Fact]
    public async Task What_is_applied_again_is_not_sent_again_seen_by_the_cache_or_not()
    {
        for (var time = 0; time < 20; time++)
        {
            var applied = await Client.ApplyAsync(Widgets.SetOf(owner), default);
            Assert.Equal(("StatefulSet", "apps/v1"), (applied.Kind, applied.ApiVersion));
        }

        await SeenAsync(set => set is not null);
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        Assert.Equal(1, Applies);
    }

    [Fact]
    public async Task A_status_that_somebody_writes_does_not_have_the_object_applied_again()
    {
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        server.Edit<V1StatefulSet>(
            "default", "a", json => json["status"] = new JsonObject { ["replicas"] = 1 }, "status");
        await SeenAsync(set => set?.Status?.Replicas == 1);
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        Assert.Equal(1, Applies);
    }

    [Fact]
    public async Task What_others_change_of_ours_is_put_right_and_what_is_theirs_stays()
    {
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        server.Edit<V1StatefulSet>("default", "a", json =>
        {
            json["spec"]!["replicas"] = 7;
            json["spec"]!["minReadySeconds"] = 5;
        });
        await SeenAsync(set => set?.Spec.Replicas == 7);
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        Assert.Equal((1, 5), (Set().Spec.Replicas, Set().Spec.MinReadySeconds));

        await SeenAsync(set => set?.Spec.Replicas == 1);
        server.Edit<V1StatefulSet>("default", "a", json => json["metadata"]!["labels"]!["app"] = "hijacked");
        await SeenAsync(set => set?.Metadata.Labels["app"] == "hijacked");
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        Assert.Equal("widget", Set().Metadata.Labels["app"]);
    }

    [Fact]
    public async Task What_others_add_that_is_not_ours_does_not_have_it_applied_again()
    {
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        server.Edit<V1StatefulSet>(
            "default", "a", json => json["metadata"]!["annotations"] = new JsonObject { ["x"] = "y" });
        await SeenAsync(set => set?.Metadata.Annotations?.Count == 1);
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        Assert.Equal(1, Applies);
    }

    [Fact]
    public async Task What_is_deleted_is_made_again()
    {
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        await SeenAsync(set => set is not null);
        server.Delete<V1StatefulSet>("default", "a");
        await SeenAsync(set => set is null);
        await Client.ApplyAsync(Widgets.SetOf(owner), default);
        Assert.NotNull(Set());
    }

    [Fact]
    public async Task What_is_no_longer_wanted_is_taken_away()
    {
        var set = Widgets.SetOf(owner);
        set.Metadata.Annotations = new Dictionary<string, string> { ["old"] = "1", ["kept"] = "1" };
        await Client.ApplyAsync(set, default);
        set.Metadata.Annotations.Remove("old");
        await Client.ApplyAsync(set, default);
        Assert.Equal(["kept"], Set().Metadata.Annotations.Keys);
    }

    [Fact]
    public async Task Kinds_without_a_generation_are_compared_field_by_field()
    {
        var service = new V1Service
        {
            Metadata = new() { Name = "s", NamespaceProperty = "default" },
            Spec = new() { ClusterIP = "None", Ports = [new() { Name = "api", Port = 8000, Protocol = "TCP" }] },
        };
        var services = tested.Get<IEntityStore<V1Service>>();
        await services.WaitForSyncAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        await Client.ApplyAsync(service, default);
        server.Edit<V1Service>("default", "s", json => json["spec"]!["sessionAffinity"] = "None");
        await Until.HoldsAsync(() => services.Get("default", "s")?.Spec.SessionAffinity == "None", "it is seen");
        await Client.ApplyAsync(service, default);
        Assert.Equal(1, Applies);
        server.Edit<V1Service>("default", "s", json => json["spec"]!["clusterIP"] = "10.0.0.1");
        await Until.HoldsAsync(() => services.Get("default", "s")?.Spec.ClusterIP == "10.0.0.1", "it is seen");
        await Client.ApplyAsync(service, default);
        Assert.Equal("None", server.Get<V1Service>("default", "s")!.Spec.ClusterIP);
    }

    [Fact]
    public async Task Kinds_without_a_cache_are_read_before_they_are_applied_again()
    {
        var account = new V1ServiceAccount { Metadata = new() { Name = "sa", NamespaceProperty = "default" } };
        await Client.ApplyAsync(account, default);
        await Client.ApplyAsync(account, default);
        Assert.Equal(1, Applies);
        server.Delete<V1ServiceAccount>("default", "sa");
        await Client.ApplyAsync(account, default);
        Assert.Equal(2, Applies);
    }

    [Fact]
    public async Task A_status_is_written_apart_from_the_rest_and_by_managers_that_leave_each_other_alone()
    {
        await Client.ApplyStatusAsync(Status(1, null), "sizes", default);
        await Client.ApplyStatusAsync(Status(null, "hello"), "notes", default);
        var widget = server.Get<Widget>("default", "a")!;
        Assert.Equal(new WidgetStatus { Size = 1, Note = "hello" }, widget.Status);
        Assert.Equal(1, widget.Metadata.Generation);
        await Client.ApplyStatusAsync(Status(null, null), "notes", default);
        Assert.Equal(new WidgetStatus { Size = 1 }, server.Get<Widget>("default", "a")!.Status);
    }

    [Fact]
    public async Task A_status_that_is_as_it_should_be_is_not_written_and_one_that_was_changed_is()
    {
        await Client.ApplyStatusAsync(Status(1, null), "sizes", default);
        await Client.ApplyStatusAsync(Status(1, null), "sizes", default);
        server.Edit<Widget>("default", "a", json => json["spec"]!["size"] = 4);
        await Until.HoldsAsync(() => tested.Widgets.Get("default", "a")?.Spec.Size == 4, "it is seen");
        await Client.ApplyStatusAsync(Status(1, null), "sizes", default);
        Assert.Equal(1, Applies);
        server.Edit<Widget>("default", "a", json => json["status"]!["size"] = 99, "status");
        await Until.HoldsAsync(() => tested.Widgets.Get("default", "a")?.Status?.Size == 99, "it is seen");
        await Client.ApplyStatusAsync(Status(1, null), "sizes", default);
        Assert.Equal(1, server.Get<Widget>("default", "a")!.Status!.Size);
    }

    [Fact]
    public async Task A_status_for_another_version_is_refused()
    {
        var old = owner with { Status = new() { Size = 5 } };
        server.Edit<Widget>("default", "a", json => json["spec"]!["size"] = 4);
        await Assert.ThrowsAsync<ConflictException>(() => Client.ApplyStatusAsync(old, "sizes", default));
        Assert.Null(server.Get<Widget>("default", "a")!.Status);
        var current = server.Get<Widget>("default", "a")! with { Status = new() { Size = 5 } };
        var written = await Client.ApplyStatusAsync(current, "sizes", default);
        Assert.Equal(5, written.Status!.Size);
        await Assert.ThrowsAsync<ConflictException>(() =>
            Client.ApplyStatusAsync(current with { Status = new() { Size = 6 } }, "sizes", default));
    }

    [Fact]
    public async Task A_patch_is_refused_when_the_object_is_of_another_version()
    {
        server.Edit<Widget>("default", "a", json => json["spec"]!["shelf"] = "top");
        var patch = new JsonObject { ["spec"] = new JsonObject { ["size"] = 9 } };
        await Assert.ThrowsAsync<ConflictException>(() => Client.PatchAsync(owner, patch, default));
        var patched = await Client.PatchAsync(server.Get<Widget>("default", "a")!, patch, default);
        Assert.Equal((9, "top", 3L), (patched.Spec.Size, patched.Spec.Shelf, patched.Metadata.Generation));
    }

    [Fact]
    public async Task A_field_that_may_not_change_is_refused_and_the_object_can_be_replaced_without_its_dependents()
    {
        var set = await Client.ApplyAsync(Widgets.SetOf(owner), default);
        server.Create(new V1Pod
        {
            Metadata = new()
            {
                Name = "a-0",
                NamespaceProperty = "default",
                OwnerReferences = [ApiResource.ReferenceTo(set)],
            },
        });
        var changed = Widgets.SetOf(owner);
        changed.Spec.ServiceName = "others";
        var refused = await Assert.ThrowsAsync<ApiException>(() => Client.ApplyAsync(changed, default));
        Assert.True(refused.IsInvalid);
        await Client.DeleteAsync(set, Propagation.Orphan, default);
        await Client.ApplyAsync(changed, default);
        Assert.Equal("others", Set().Spec.ServiceName);
        Assert.NotNull(server.Get<V1Pod>("default", "a-0"));

        await Client.DeleteAsync(Set(), Propagation.Background, default);
        Assert.NotNull(server.Get<V1Pod>("default", "a-0")); // it is nobody's
    }

    [Fact]
    public async Task Only_the_object_that_was_meant_is_deleted_and_one_that_is_gone_is_well()
    {
        server.Delete<Widget>("default", "a");
        server.Create(Widgets.New("a"));
        await Assert.ThrowsAsync<ConflictException>(() => Client.DeleteAsync(owner, Propagation.Background, default));
        await Client.DeleteAsync(server.Get<Widget>("default", "a")!, Propagation.Background, default);
        await Client.DeleteAsync(owner, Propagation.Background, default);
        Assert.Empty(server.List<Widget>());
    }

    [Fact]
    public async Task What_is_there_already_cannot_be_created_and_what_is_not_there_reads_as_null()
    {
        var exists = await Assert.ThrowsAsync<ApiException>(() => Client.CreateAsync(Widgets.New("a"), default));
        Assert.True(exists.IsAlreadyExists);
        Assert.Equal("b", (await Client.CreateAsync(Widgets.New("b"), default)).Metadata.Name);
        Assert.Null(await Client.GetAsync<Widget>("default", "c", default));
        Assert.NotNull(await Client.GetAsync<V1Namespace>(null, "default", default));
        Assert.Equal(2, (await Client.ListAsync<Widget>(null, null, default)).Count);
    }

    [Fact]
    public async Task A_long_list_comes_in_pages()
    {
        for (var index = 0; index < 1200; index++)
        {
            server.Create(Widgets.New($"w{index:0000}"));
        }

        var listed = await Client.ListAsync<Widget>("default", null, default);
        Assert.Equal(1201, listed.DistinctBy(one => one.Metadata.Name).Count());
    }

    int Applies => server.Requests.Count(request => request.Verb == "patch");

    V1StatefulSet Set() => server.Get<V1StatefulSet>("default", "a")!;

    Task SeenAsync(Func<V1StatefulSet?, bool> condition) =>
        Until.HoldsAsync(() => condition(Store.Get("default", "a")), "the cache has seen it");

    static Widget Status(int? size, string? note)
    {
        var widget = Widgets.New("a");
        widget.Status = new() { Size = size, Note = note };
        return widget;
    }
}
