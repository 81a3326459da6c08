using System.Collections.Concurrent;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class LeadershipTests : IAsyncLifetime
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly ManualTime time = new();
    readonly List<TestOperator> operators = [];
    FakeApiServer server = null!;

    public async ValueTask InitializeAsync() => server = await FakeApiServer.StartAsync(time);

    public async ValueTask DisposeAsync()
    {
        foreach (var one in operators)
        {
            await one.DisposeAsync();
        }

        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_standby_fills_its_caches_and_does_nothing_until_the_leader_gives_way()
    {
        server.Create(Widgets.New("a"));
        var leader = await StartAsync();
        await Until.HoldsAsync(() => leader.Controller.Count("reconcile a") == 1, "one leads");
        var standby = await StartAsync();
        await Until.HoldsAsync(() => standby.Widgets.IsSynced, "the other has its caches");
        server.Create(Widgets.New("b"));
        await Until.HoldsAsync(() => standby.Widgets.Get("default", "b") is not null, "the other hears too");
        await Until.HoldsAsync(() => leader.Controller.Count("reconcile b") == 1, "the leader works");
        Assert.Empty(standby.Controller.Calls);

        await leader.StopAsync();
        Assert.Equal("", Lease().Spec.HolderIdentity);
        await Until.HoldsAsync(time, Step, () => standby.Controller.Calls.Count == 2, "the other takes over");
        Assert.Equal(1, Lease().Spec.LeaseTransitions);
    }

    [Fact]
    public async Task Work_is_cancelled_before_the_lease_runs_out_and_begins_anew_when_it_is_regained()
    {
        server.Create(Widgets.New("a"));
        var cancelled = new TaskCompletionSource<long>();
        var leader = await StartAsync(before: its => its.Controller.OnReconcile = async (widget, cancel) =>
        {
            if (!cancelled.Task.IsCompleted)
            {
                var told = new TaskCompletionSource();
                await using var registration = cancel.Register(() =>
                {
                    cancelled.TrySetResult(time.GetTimestamp());
                    told.TrySetCanceled(cancel);
                });
                await told.Task;
            }

            return ReconciliationResult<Widget>.Success(widget);
        });
        await Until.HoldsAsync(() => leader.Controller.Calls.Count == 1, "it works");
        var renewed = time.GetTimestamp();
        server.IsUnreachable = true;
        await Until.HoldsAsync(time, Step, () => cancelled.Task.IsCompleted, "it is cancelled");
        var after = time.GetElapsedTime(renewed, await cancelled.Task);
        Assert.InRange(after.TotalSeconds, 15, 20); // the lease runs for 30

        await leader.SettleAsync(server);
        Assert.Single(leader.Controller.Calls);
        server.IsUnreachable = false;
        await Until.HoldsAsync(time, Step, () => leader.Controller.Calls.Count == 2, "it works again");
    }

    [Fact]
    public async Task A_leader_service_runs_while_leading_and_again_after_a_failure_and_in_each_term()
    {
        var leader = await StartAsync(services: true);
        var service = leader.Get<Service>();
        await Until.HoldsAsync(() => service.Terms.Count == 1, "it runs");
        service.Fail();
        await Until.HoldsAsync(time, Step, () => service.Terms.Count == 2, "it runs again");
        server.IsUnreachable = true;
        await Until.HoldsAsync(time, Step, () => service.HasEnded, "it is told to end");
        server.IsUnreachable = false;
        await Until.HoldsAsync(time, Step, () => service.Terms.Count == 3, "it runs in the next term");
        await leader.StopAsync();
        Assert.True(service.HasEnded);
        Assert.Equal("", Lease().Spec.HolderIdentity);
    }

    [Fact]
    public async Task Told_to_stop_it_ends_what_is_under_way_takes_up_nothing_more_and_gives_the_lease_back()
    {
        var go = new TaskCompletionSource();
        var done = false;
        var leader = await StartAsync(before: its => its.Controller.OnReconcile = async (widget, cancel) =>
        {
            await go.Task.WaitAsync(cancel);
            done = true;
            return ReconciliationResult<Widget>.Success(widget);
        });
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => leader.Controller.Calls.Count == 1, "it works");
        var stopping = leader.StopAsync();
        server.Create(Widgets.New("b"));
        await leader.SettleAsync(server);
        Assert.False(stopping.IsCompleted);
        Assert.NotEqual("", Lease().Spec.HolderIdentity);
        go.SetResult();
        await stopping;
        Assert.True(done);
        Assert.Equal(["reconcile a"], leader.Controller.Calls);
        Assert.Equal("", Lease().Spec.HolderIdentity);
    }

    [Fact]
    public async Task What_does_not_end_in_25_s_is_cancelled()
    {
        var leader = await StartAsync(before: its => its.Controller.OnReconcile = async (widget, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
            return ReconciliationResult<Widget>.Success(widget);
        });
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => leader.Controller.Calls.Count == 1, "it works");
        var began = time.GetTimestamp();
        var stopping = leader.StopAsync();
        await leader.SettleAsync(server);
        await Until.HoldsAsync(time, Step, () => stopping.IsCompleted, "it has stopped");
        Assert.InRange(time.GetElapsedTime(began).TotalSeconds, 25, 30);
        Assert.Equal("", Lease().Spec.HolderIdentity);
    }

    [Fact]
    public async Task An_operator_with_nothing_to_do_writes_nothing_but_its_lease()
    {
        server.Create(Widgets.New("a"));
        server.Create(Widgets.New("b"));
        var leader = await StartAsync(before: its => its.Controller.OnReconcile = async (widget, cancel) =>
        {
            await its.Client.ApplyAsync(Widgets.SetOf(widget), cancel);
            widget.Status = new() { Size = widget.Spec.Size };
            await its.Client.ApplyStatusAsync(widget with { }, "status", cancel);
            its.Get<EventRecorder>().Publish(widget, EventType.Normal, "Looked", "It was looked at.");
            return ReconciliationResult<Widget>.Success(widget, Second * 15);
        });
        await Until.HoldsAsync(() => server.List<V1StatefulSet>().Count == 2, "all is made");
        await leader.SettleAsync(server);
        var before = leader.Controller.Calls.Count;
        server.Requests.Clear();
        var began = time.GetTimestamp();
        await Until.HoldsAsync(
            time, Second, () => time.GetElapsedTime(began) > TimeSpan.FromMinutes(3), "three minutes are over");
        await leader.SettleAsync(server);
        Assert.True(leader.Controller.Calls.Count - before >= 16, "it looked at them all the time");
        var writes = server.Requests.Where(request => request.IsWrite).ToList();
        Assert.DoesNotContain(writes, request => request.Resource != "leases");
        Assert.InRange(writes.Count, 15, 18);
    }

    [Fact]
    public async Task An_operator_that_is_killed_half_way_leaves_nothing_that_its_successor_does_twice()
    {
        server.Create(Widgets.New("a", size: 3));
        var half = new TaskCompletionSource();
        var first = await StartAsync(before: its => its.Controller.OnReconcile = async (widget, cancel) =>
        {
            await its.Client.ApplyAsync(Widgets.SetOf(widget), cancel);
            its.Kill();
            half.TrySetResult();
            await its.Client.ApplyStatusAsync(Done(widget), "status", cancel);
            return ReconciliationResult<Widget>.Success(widget);
        });
        await half.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var made = Assert.Single(server.List<V1StatefulSet>());
        Assert.Null(server.Get<Widget>("default", "a")!.Status);

        var second = await StartAsync(before: its => its.Controller.OnReconcile = async (widget, cancel) =>
        {
            await its.Client.ApplyAsync(Widgets.SetOf(widget), cancel);
            await its.Client.ApplyStatusAsync(Done(widget), "status", cancel);
            return ReconciliationResult<Widget>.Success(widget);
        });
        await second.SettleAsync(server);
        Assert.Empty(second.Controller.Calls); // the lease of the one that was killed runs
        await Until.HoldsAsync(
            time, Step, () => server.Get<Widget>("default", "a")!.Status?.Size == 3, "the successor ends the work");
        var left = Assert.Single(server.List<V1StatefulSet>());
        Assert.Equal(made.Metadata.Uid, left.Metadata.Uid);
        Assert.Equal(made.Metadata.ResourceVersion, left.Metadata.ResourceVersion);
        GC.KeepAlive(first);
    }

    static Widget Done(Widget widget) => widget with { Status = new() { Size = widget.Spec.Size } };

    V1Lease Lease() => server.Get<V1Lease>("default", "test-operator")!;

    async Task<TestOperator> StartAsync(Action<TestOperator>? before = null, bool services = false)
    {
        var started = await TestOperator.StartAsync(
            server,
            time,
            builder =>
            {
                builder.AddController<WidgetController, Widget>(its => its.Owns<V1StatefulSet>());
                if (services)
                {
                    builder.AddLeaderService<Service>();
                }
            },
            settings => settings
                .WithLeaderElection(LeaderElectionType.Single)
                .WithIdentity($"operator-{operators.Count}"),
            before);
        operators.Add(started);
        return started;
    }

    sealed class Service : ILeaderService
    {
        TaskCompletionSource fail = new();

        public ConcurrentQueue<CancellationToken> Terms { get; } = new();

        public bool HasEnded => Terms.All(term => term.IsCancellationRequested);

        public void Fail() => fail.SetException(new InvalidOperationException("failed"));

        public async Task RunAsync(CancellationToken leading)
        {
            fail = new();
            Terms.Enqueue(leading);
            await fail.Task.WaitAsync(leading);
        }
    }
}
