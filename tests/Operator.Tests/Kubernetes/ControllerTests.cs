using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class ControllerTests : IAsyncLifetime
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    readonly ManualTime time = new();
    FakeApiServer server = null!;
    TestOperator? tested;

    public async ValueTask InitializeAsync() => server = await FakeApiServer.StartAsync(time);

    public async ValueTask DisposeAsync()
    {
        await (tested?.DisposeAsync() ?? ValueTask.CompletedTask);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task What_is_there_and_what_comes_is_looked_at()
    {
        server.Create(Widgets.New("old"));
        await StartAsync(builder => builder.AddController<WidgetController, Widget>());
        await CalledAsync("reconcile old");
        server.Create(Widgets.New("new"));
        await CalledAsync("reconcile new");
        server.Delete<Widget>("default", "old");
        await CalledAsync("deleted old");
        Assert.Equal(["reconcile old", "reconcile new", "deleted old"], Controller.Calls);
    }

    [Fact]
    public async Task What_a_controller_does_to_its_object_does_not_change_the_cache()
    {
        server.Create(Widgets.New("a"));
        await StartAsync(builder => builder.AddController<WidgetController, Widget>(), OnReconcile(widget =>
        {
            widget.Metadata.Name = "spoiled";
            widget.Status = new() { Note = "spoiled" };
        }));
        await CalledAsync("reconcile a");
        await Until.HoldsAsync(() => tested!.Widgets.IsSynced, "synced");
        Assert.Null(Assert.Single(tested!.Widgets.List()).Status);
        Assert.NotNull(tested.Widgets.Get("default", "a"));
    }

    [Fact]
    public async Task A_change_of_what_an_object_owns_has_the_object_looked_at()
    {
        server.Create(Widgets.New("a"));
        server.Create(Widgets.New("b"));
        await StartAsync(
            builder => builder.AddController<WidgetController, Widget>(its => its.Owns<V1StatefulSet>()),
            OnReconcile((widget, client) => client.ApplyAsync(Widgets.SetOf(widget), default)));
        await CalledAsync("reconcile a");
        await CalledAsync("reconcile b");
        await Until.HoldsAsync(() => server.List<V1StatefulSet>().Count == 2, "both are applied");
        await QuietAsync();

        Controller.Calls.Clear();
        server.Edit<V1StatefulSet>(
            "default", "a", json => json["status"] = new JsonObject { ["replicas"] = 1 }, "status");
        await CalledAsync("reconcile a");
        await QuietAsync();
        Assert.Equal(["reconcile a"], Controller.Calls);
    }

    [Fact]
    public async Task A_change_of_another_kind_has_those_looked_at_that_it_concerned_and_concerns()
    {
        server.Create(Widgets.New("a", shelf: "top"));
        server.Create(Widgets.New("b", shelf: "low"));
        server.Create(new Shelf { Metadata = new() { Name = "top" } });
        await StartAsync(builder => builder
            .AddInformer<Widget>(its => its.WithIndex("shelf", widget => [widget.Spec.Shelf ?? ""]))
            .AddController<WidgetController, Widget>(its => its.Watches<Shelf>((services, shelf) => services
                .GetRequiredService<IEntityStore<Widget>>()
                .ByIndex("shelf", shelf.Metadata.Name)
                .Select(ObjectKey.Of))));
        await CalledAsync("reconcile a");
        await CalledAsync("reconcile b");
        await QuietAsync();
        Controller.Calls.Clear();
        server.Delete<Shelf>(null, "top");
        await CalledAsync("reconcile a");
        await QuietAsync();
        Assert.Equal(["reconcile a"], Controller.Calls);
    }

    [Fact]
    public async Task A_failure_is_tried_again_ever_later_and_success_begins_anew()
    {
        server.Create(Widgets.New("a"));
        var failures = 8;
        await StartAsync(builder => builder.AddController<WidgetController, Widget>(), OnReconcile(_ =>
        {
            if (failures-- > 0)
            {
                throw new InvalidOperationException("not yet");
            }
        }));
        var began = time.GetTimestamp();
        await Until.HoldsAsync(time, TimeSpan.FromMilliseconds(8), () => Controller.Calls.Count == 9, "it succeeded");
        Assert.InRange(time.GetElapsedTime(began).TotalMilliseconds, 5 + 10 + 20 + 40 + 80 + 160 + 320 + 640, 4000);
        await QuietAsync();
        Assert.Equal(9, Controller.Calls.Count);
    }

    [Fact]
    public async Task A_terminal_failure_rests_until_something_changes()
    {
        server.Create(Widgets.New("a"));
        await StartAsync(
            builder => builder.AddController<WidgetController, Widget>(),
            OnReconcile(_ => throw new TerminalException("never")));
        await CalledAsync("reconcile a");
        time.Advance(TimeSpan.FromMinutes(20));
        await QuietAsync();
        Assert.Single(Controller.Calls);
        server.Edit<Widget>("default", "a", json => json["spec"]!["size"] = 2);
        await Until.HoldsAsync(time, Step, () => Controller.Calls.Count == 2, "it is looked at again");
    }

    [Fact]
    public async Task Looking_again_later_survives_what_happens_in_between()
    {
        server.Create(Widgets.New("a"));
        var results = new Queue<TimeSpan?>([TimeSpan.FromSeconds(30), null, null]);
        await StartAsync(
            builder => builder.AddController<WidgetController, Widget>(),
            its => its.Controller.OnReconcile = (widget, _) =>
                Task.FromResult(ReconciliationResult<Widget>.Success(widget, results.Dequeue())));
        await CalledAsync("reconcile a");
        server.Edit<Widget>(
            "default", "a", json => json["status"] = new JsonObject { ["size"] = 1 }, "status");
        await Until.HoldsAsync(() => Controller.Calls.Count == 2, "the status was noticed");
        await QuietAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        await QuietAsync();
        Assert.Equal(2, Controller.Calls.Count);
        time.Advance(TimeSpan.FromSeconds(2));
        await Until.HoldsAsync(() => Controller.Calls.Count == 3, "it is looked at again");
    }

    [Fact]
    public async Task A_look_that_takes_too_long_is_cancelled_and_tried_again()
    {
        server.Create(Widgets.New("a"));
        await StartAsync(
            builder => builder.AddController<WidgetController, Widget>(),
            its => its.Controller.OnReconcile = async (widget, cancel) =>
            {
                if (its.Controller.Calls.Count == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
                }

                return ReconciliationResult<Widget>.Success(widget);
            });
        await CalledAsync("reconcile a");
        time.Advance(TimeSpan.FromSeconds(119));
        await QuietAsync();
        Assert.Single(Controller.Calls);
        time.Advance(TimeSpan.FromSeconds(2));
        await Until.HoldsAsync(time, Step, () => Controller.Calls.Count == 2, "it is tried again");
    }

    [Fact]
    public async Task Objects_are_looked_at_in_parallel_and_one_of_them_never_twice_at_once()
    {
        for (var index = 0; index < 6; index++)
        {
            server.Create(Widgets.New($"w{index}"));
        }

        var (inWork, most) = (new HashSet<string>(), 0);
        var go = new TaskCompletionSource();
        await StartAsync(
            builder => builder.AddController<WidgetController, Widget>(its => its.WithMaxConcurrency(4)),
            its => its.Controller.OnReconcile = async (widget, _) =>
            {
                lock (inWork)
                {
                    Assert.True(inWork.Add(widget.Metadata.Name));
                    most = Math.Max(most, inWork.Count);
                }

                await go.Task;
                lock (inWork)
                {
                    inWork.Remove(widget.Metadata.Name);
                }

                return ReconciliationResult<Widget>.Success(widget);
            });
        await Until.HoldsAsync(() => Controller.Calls.Count == 4, "four are under way");
        server.Edit<Widget>("default", "w0", json => json["spec"]!["size"] = 2);
        await QuietAsync();
        Assert.Equal(4, Controller.Calls.Count);
        go.SetResult();
        await Until.HoldsAsync(() => Controller.Calls.Count >= 6 && inWork.Count == 0, "all were looked at");
        Assert.Equal(4, most);
        Assert.Empty(tested!.Log.Worries);
    }

    [Fact]
    public async Task An_object_is_looked_at_when_somebody_outside_asks_for_it()
    {
        server.Create(Widgets.New("a"));
        await StartAsync(builder => builder.AddController<WidgetController, Widget>());
        await CalledAsync("reconcile a");
        await QuietAsync();
        tested!.Get<IEntityQueue<Widget>>().Enqueue("default", "a");
        await Until.HoldsAsync(() => Controller.Calls.Count == 2, "it is looked at");
        tested.Get<IEntityQueue<Widget>>().EnqueueAfter("default", "a", TimeSpan.FromSeconds(5));
        tested.Get<IEntityQueue<Widget>>().Enqueue("default", "nobody");
        await QuietAsync();
        Assert.Equal(2, Controller.Calls.Count);
        time.Advance(TimeSpan.FromSeconds(5));
        await Until.HoldsAsync(() => Controller.Calls.Count == 3, "it is looked at later");
    }

    [Fact]
    public async Task Everything_is_looked_at_every_ten_hours()
    {
        server.Create(Widgets.New("a"));
        await StartAsync(builder => builder.AddController<WidgetController, Widget>());
        await CalledAsync("reconcile a");
        await QuietAsync();
        server.IsUnreachable = true; // watches that are cut in the meantime are not the point
        time.Advance(TimeSpan.FromHours(10));
        await Until.HoldsAsync(() => Controller.Calls.Count == 2, "it is looked at again");
    }

    [Fact]
    public async Task What_is_missed_while_the_server_is_away_is_made_up_for()
    {
        server.Create(Widgets.New("a"));
        server.Create(Widgets.New("b"));
        await StartAsync(builder => builder.AddController<WidgetController, Widget>());
        await CalledAsync("reconcile b");
        await server.StopAsync();
        server.Delete<Widget>("default", "a");
        server.Create(Widgets.New("c"));
        server.Objects.Compact();
        await server.ListenAsync();
        await Until.HoldsAsync(
            time,
            TimeSpan.FromMilliseconds(100),
            () => Controller.Count("deleted a") == 1 && Controller.Count("reconcile c") == 1,
            "both are noticed");
        Assert.Equal(1, Controller.Count("reconcile b"));
    }

    [Fact]
    public async Task A_finalizer_without_a_controller_and_a_second_controller_are_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestOperator.StartAsync(
            server, time, builder => builder.AddFinalizer<WidgetController, Widget>(Widgets.Finalizer)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestOperator.StartAsync(
            server,
            time,
            builder => builder
                .AddController<WidgetController, Widget>()
                .AddController<WidgetController, Widget>()));
    }

    WidgetController Controller => tested!.Controller;

    async Task StartAsync(Action<OperatorBuilder> add, Action<TestOperator>? before = null) =>
        tested = await TestOperator.StartAsync(server, time, add, before: before);

    static Action<TestOperator> OnReconcile(Action<Widget> action) => its => its.Controller.OnReconcile = (widget, _) =>
    {
        action(widget);
        return Task.FromResult(ReconciliationResult<Widget>.Success(widget));
    };

    static Action<TestOperator> OnReconcile(Func<Widget, ApplyClient, Task> action) => its =>
        its.Controller.OnReconcile = async (widget, _) =>
        {
            await action(widget, its.Client);
            return ReconciliationResult<Widget>.Success(widget);
        };

    Task CalledAsync(string call) => Until.HoldsAsync(() => Controller.Count(call) > 0, call);

    Task QuietAsync() => tested!.SettleAsync(server);
}
