using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Kubernetes;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Api;

/// <summary>What tests of the operator take for granted of the API server in memory.</summary>
public sealed class FakeApiServerTests : IAsyncLifetime
{
    FakeApiServer server = null!;
    ApiClient api = null!;

    public async ValueTask InitializeAsync()
    {
        server = await FakeApiServer.StartAsync();
        api = new(server.Client(), TimeProvider.System, new());
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task To_apply_the_same_leaves_the_version_and_to_apply_more_or_less_counts_the_generation()
    {
        var first = await ApplyAsync("one", new() { ["a"] = 1, ["b"] = 2 });
        var same = await ApplyAsync("one", new() { ["b"] = 2, ["a"] = 1 });
        Assert.Equal(first.Metadata.ResourceVersion, same.Metadata.ResourceVersion);
        await ApplyAsync("two", new() { ["b"] = 2, ["c"] = 3 });
        var less = await ApplyAsync("one", new() { ["a"] = 1 });
        Assert.Equal(2, less.Metadata.Generation); // with c; b is two's as well
        Assert.Equal("a,b,c", Fields());
        await ApplyAsync("two", new() { ["c"] = 3 });
        Assert.Equal("a,c", Fields());
    }

    [Fact]
    public async Task Who_applies_what_another_owns_is_refused_unless_by_force()
    {
        await ApplyAsync("one", new() { ["a"] = 1 });
        await Assert.ThrowsAsync<ConflictException>(() => ApplyAsync("two", new() { ["a"] = 2 }, force: false));
        await ApplyAsync("two", new() { ["a"] = 2 });
        await ApplyAsync("one", []); // it is no longer one's to take away
        Assert.Equal("a", Fields());
    }

    [Fact]
    public async Task Elements_of_a_list_that_is_a_map_belong_to_who_applied_them()
    {
        JsonObject Conditions(params string[] types) => new()
        {
            ["conditions"] = new JsonArray(
                [.. types.Select(type => (JsonNode)new JsonObject { ["type"] = type, ["status"] = "True" })]),
        };
        await ApplyAsync("one", Conditions("Ready", "Degraded"));
        await ApplyAsync("two", Conditions("Progressing"));
        await ApplyAsync("one", Conditions("Ready"));
        Assert.Equal(
            ["Ready", "Progressing"],
            Spec()["conditions"]!.AsArray().Select(condition => (string)condition!["type"]!));
    }

    [Fact]
    public void A_namespace_takes_what_is_in_it_along_and_waits_for_finalizers()
    {
        server.Create(new V1Namespace { Metadata = new() { Name = "n" } });
        server.Create(new V1Pod { Metadata = new() { Name = "p", NamespaceProperty = "n" } });
        server.Create(new V1Secret
        {
            Metadata = new() { Name = "s", NamespaceProperty = "n", Finalizers = ["test.dev/keep"] },
        });
        server.Delete<V1Namespace>(null, "n");
        Assert.Empty(server.List<V1Pod>());
        Assert.NotNull(server.Get<V1Namespace>(null, "n")!.Metadata.DeletionTimestamp);
        Assert.Throws<ApiFaultException>(() =>
            server.Create(new V1Pod { Metadata = new() { Name = "q", NamespaceProperty = "n" } }));
        server.Edit<V1Secret>("n", "s", json => json["metadata"]!.AsObject().Remove("finalizers"));
        Assert.Null(server.Get<V1Namespace>(null, "n"));
    }

    [Fact]
    public void What_an_owner_owns_goes_with_it_and_a_running_pod_takes_its_time()
    {
        var owner = server.Create(Widgets.New("a"));
        var pod = new V1Pod
        {
            Metadata = new()
            {
                Name = "p",
                NamespaceProperty = "default",
                OwnerReferences = [ApiResource.ReferenceTo(owner)],
            },
            Spec = new() { NodeName = "node", Containers = [] },
        };
        server.Create(pod);
        server.Create(Widgets.SetOf(owner));
        server.Delete<Widget>("default", "a");
        Assert.Empty(server.List<V1StatefulSet>());
        Assert.NotNull(server.Get<V1Pod>("default", "p")!.Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task Every_request_is_taken_down_as_rules_of_access_name_it()
    {
        await ApplyAsync("one", new() { ["a"] = 1 });
        await api.ListAsync<V1StatefulSet>("default", null, default);
        Assert.Equal(
            ["patch test.dev/widgets default/w", "list apps/statefulsets default/"],
            server.Requests.Select(request => $"{request}"));
    }

    [Fact]
    public async Task Times_of_leases_are_read_with_six_digits_or_not_at_all()
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => api.SendAsync(
            HttpMethod.Post,
            ApiResource.Of<V1Lease>().Path("default"),
            """{"metadata":{"name":"l"},"spec":{"renewTime":"2026-01-01T00:00:00Z"}}""",
            "application/json",
            default));
        Assert.Equal("BadRequest", refused.Reason);
        var lease = new ApiLeaseStore(api, "default", "l");
        var whole = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var written = await lease.WriteAsync(new("me", TimeSpan.FromSeconds(30), whole, whole, 3, null), default);
        Assert.Equal(written, await lease.ReadAsync(default));
        Assert.Equal(("me", whole, 3), (written.Holder, written.RenewTime, written.Transitions));
    }

    async Task<Widget> ApplyAsync(string manager, JsonObject spec, bool force = true)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "test.dev/v1",
            ["kind"] = "Widget",
            ["metadata"] = new JsonObject { ["name"] = "w", ["namespace"] = "default" },
            ["spec"] = spec,
        };
        var path = ApiResource.Of<Widget>().Path("default", "w")
            + ApiClient.Query(("fieldManager", manager), ("force", force ? "true" : null));
        return EntityJson.Read<Widget>(await api.SendAsync(
            HttpMethod.Patch, path, body.ToJsonString(), "application/apply-patch+yaml", default));
    }

    string Fields() => string.Join(',', Spec().Select(field => field.Key).Order(StringComparer.Ordinal));

    JsonObject Spec()
    {
        lock (server.Objects.Gate)
        {
            return server.Objects.Find(new("test.dev", "widgets", "default", "w"))!["spec"]!.AsObject();
        }
    }
}
