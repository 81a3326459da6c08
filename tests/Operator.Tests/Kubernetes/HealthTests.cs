using System.Net;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;
using Prometheus;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class HealthTests : IAsyncLifetime
{
    readonly ManualTime time = new();
    readonly HttpClient http = new();
    FakeApiServer server = null!;
    TestOperator? tested;

    public async ValueTask InitializeAsync() => server = await FakeApiServer.StartAsync(time);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await (tested?.DisposeAsync() ?? ValueTask.CompletedTask);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_ready_when_its_caches_are_there_whether_it_leads_or_not()
    {
        server.Intercept = (request, _) => Task.FromResult<ApiFaultException?>(
            request.Resource is "statefulsets" or "leases" ? new(503, "ServiceUnavailable", "not now") : null);
        await StartAsync();
        await Until.HoldsAsync(() => tested!.Widgets.IsSynced, "one cache is there");
        var (status, body) = await AskAsync("readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("statefulsets", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("livez")).Status);

        server.Intercept = (request, _) => Task.FromResult<ApiFaultException?>(
            request.Resource is "leases" ? new(503, "ServiceUnavailable", "not now") : null);
        var sets = tested!.Get<IEntityStore<V1StatefulSet>>();
        await Until.HoldsAsync(time, TimeSpan.FromMilliseconds(100), () => sets.IsSynced, "the other is there too");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AskAsync("readyz"));
        Assert.Empty(tested!.Controller.Calls);
    }

    [Fact]
    public async Task It_is_not_alive_when_work_ignores_that_it_is_cancelled()
    {
        var never = new TaskCompletionSource<ReconciliationResult<Widget>>();
        server.Create(Widgets.New("a"));
        await StartAsync(its => its.Controller.OnReconcile = (_, _) => never.Task, LeaderElectionType.None);
        await Until.HoldsAsync(() => tested!.Controller.Calls.Count == 1, "it works");
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("livez")).Status);
        time.Advance(TimeSpan.FromMinutes(2));
        var (status, body) = await AskAsync("healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("worker widget", body, StringComparison.Ordinal);
        never.SetResult(ReconciliationResult<Widget>.Success(Widgets.New("a")));
        await Until.HoldsAsync(() => AskAsync("livez").Result.Status == HttpStatusCode.OK, "it is alive again");
    }

    [Fact]
    public void A_loop_that_says_nothing_for_too_long_ails_and_one_that_rests_does_not()
    {
        var health = new Health(time);
        var loop = health.Loop("loop", TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(health.Ailing());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(health.Ailing());
        loop.Rest();
        Assert.Empty(health.Ailing());
    }

    [Fact]
    public async Task Metrics_are_called_as_dashboards_expect_and_the_product_adds_its_own()
    {
        server.Create(Widgets.New("a"));
        await StartAsync(election: LeaderElectionType.None);
        await Until.HoldsAsync(() => tested!.Controller.Calls.Count == 1, "it works");
        await tested!.SettleAsync(server);
        var own = Metrics.WithCustomRegistry(tested!.Get<CollectorRegistry>());
        own.CreateGauge("globaltables_lag", "Of a table.").Set(3);
        var (status, body) = await AskAsync("metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(
            [
                "workqueue_depth{name=\"widget\"} 0",
                "workqueue_adds_total{name=\"widget\"} 1",
                "workqueue_queue_duration_seconds_count{name=\"widget\"} 1",
                "controller_runtime_reconcile_total{controller=\"widget\",result=\"success\"} 1",
                "controller_runtime_reconcile_time_seconds_count{controller=\"widget\"} 1",
                "leader_election_master_status{name=\"test-operator\"} 1",
                "rest_client_requests_total{code=\"200\",method=\"GET\"}",
                "workqueue_retries_total",
                "globaltables_lag 3",
            ],
            line => Assert.Contains(line, body, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("else")).Status);
    }

    async Task<(HttpStatusCode Status, string Body)> AskAsync(string path)
    {
        var port = tested!.Get<HealthEndpoint>().Port;
        using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    async Task StartAsync(
        Action<TestOperator>? before = null, LeaderElectionType election = LeaderElectionType.Single) =>
        tested = await TestOperator.StartAsync(
            server,
            time,
            builder => builder.AddController<WidgetController, Widget>(its => its.Owns<V1StatefulSet>()),
            settings => settings.WithHealthPort(0).WithLeaderElection(election),
            before);
}
