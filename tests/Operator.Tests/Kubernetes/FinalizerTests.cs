using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class FinalizerTests : IAsyncLifetime
{
    readonly ManualTime time = new();
    FakeApiServer server = null!;
    TestOperator tested = null!;

    WidgetController Controller => tested.Controller;

    public async ValueTask InitializeAsync() => server = await FakeApiServer.StartAsync(time);

    public async ValueTask DisposeAsync()
    {
        await tested.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_finalizer_is_there_before_anything_is_done()
    {
        var seen = new List<bool>();
        await StartAsync(its => its.Controller.OnReconcile = async (widget, cancel) =>
        {
            seen.Add(widget.Metadata.Finalizers?.Contains(Widgets.Finalizer) == true
                && server.Get<Widget>("default", "a")!.Metadata.Finalizers?.Contains(Widgets.Finalizer) == true);
            await its.Client.ApplyAsync(Widgets.SetOf(widget), cancel);
            return ReconciliationResult<Widget>.Success(widget);
        });
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => server.List<V1StatefulSet>().Count == 1, "it is applied");
        await tested.SettleAsync(server);
        Assert.NotEmpty(seen);
        Assert.DoesNotContain(false, seen);
        Assert.Single(server.Requests, request => request is { Resource: "widgets", Verb: "patch" });
    }

    [Fact]
    public async Task An_object_goes_when_its_finalizer_says_so_and_is_not_reconciled_in_between()
    {
        await StartAsync();
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => Controller.Count("reconcile a") > 0, "it is looked at");
        await tested.SettleAsync(server);
        Controller.Calls.Clear();
        server.Delete<Widget>("default", "a");
        await Until.HoldsAsync(() => Controller.Count("deleted a") == 1, "it is gone");
        await tested.SettleAsync(server);
        Assert.Equal(["finalize a", "deleted a"], Controller.Calls);
        Assert.Empty(server.List<Widget>());
    }

    [Fact]
    public async Task A_finalizer_that_fails_or_wants_to_look_again_keeps_the_object()
    {
        var answers = new Queue<Func<Widget, ReconciliationResult<Widget>>>([
            _ => throw new InvalidOperationException("a region does not answer"),
            widget => ReconciliationResult<Widget>.Failure(widget, "not yet"),
            widget => ReconciliationResult<Widget>.Failure(widget, "later", requeueAfter: TimeSpan.FromSeconds(7)),
            widget => ReconciliationResult<Widget>.Success(widget, TimeSpan.FromSeconds(9)),
            widget => ReconciliationResult<Widget>.Success(widget),
        ]);
        await StartAsync(its => its.Controller.OnFinalize = (widget, _) => Task.FromResult(answers.Dequeue()(widget)));
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => Controller.Count("reconcile a") > 0, "it is looked at");
        await tested.SettleAsync(server);
        server.Delete<Widget>("default", "a");
        for (var asked = 1; asked < 5; asked++)
        {
            var expected = asked;
            await Until.HoldsAsync(
                time, TimeSpan.FromMilliseconds(5), () => Controller.Count("finalize a") >= expected, "it is asked");
            Assert.NotNull(server.Get<Widget>("default", "a"));
            if (asked >= 3)
            {
                await tested.SettleAsync(server);
                time.Advance(TimeSpan.FromSeconds(asked == 3 ? 7 : 9));
                await Until.HoldsAsync(() => Controller.Count("finalize a") == expected + 1, "it is asked again");
            }
        }

        await Until.HoldsAsync(() => server.List<Widget>().Count == 0, "it is gone");
        Assert.Equal(5, Controller.Count("finalize a"));
    }

    [Fact]
    public async Task Several_finalizers_are_asked_in_their_order()
    {
        tested = await TestOperator.StartAsync(server, time, builder => builder
            .AddController<WidgetController, Widget>()
            .AddFinalizer<WidgetController, Widget>("test.dev/first")
            .AddFinalizer<Second, Widget>("test.dev/second"));
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => Finalizers() == 2, "both are there");
        var left = new List<string>();
        tested.Get<Second>().OnFinalize = widget => left.AddRange(widget.Metadata.Finalizers);
        server.Delete<Widget>("default", "a");
        await Until.HoldsAsync(() => server.List<Widget>().Count == 0, "it is gone");
        Assert.Equal(1, Controller.Count("finalize a"));
        Assert.Equal(["test.dev/second"], left);
    }

    [Fact]
    public async Task A_finalizer_that_somebody_else_adds_meanwhile_is_not_lost_and_ours_is_asked_once()
    {
        await StartAsync(its => its.Controller.OnFinalize = (widget, _) =>
        {
            server.Edit<Widget>(
                "default", "a", json => json["metadata"]!["finalizers"]!.AsArray().Add("other.dev/too"));
            return Task.FromResult(ReconciliationResult<Widget>.Success(widget));
        });
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => Finalizers() == 1, "ours is there");
        server.Delete<Widget>("default", "a");
        await Until.HoldsAsync(() => Controller.Count("finalize a") == 1, "ours is asked");
        await tested.SettleAsync(server);
        Assert.Equal(["other.dev/too"], server.Get<Widget>("default", "a")!.Metadata.Finalizers);
        Assert.Equal(1, Controller.Count("finalize a"));
        server.Edit<Widget>("default", "a", json => json["metadata"]!.AsObject().Remove("finalizers"));
        await Until.HoldsAsync(() => Controller.Count("deleted a") == 1, "it is gone");
    }

    [Fact]
    public async Task An_object_that_is_deleted_before_it_was_looked_at_is_not_given_a_finalizer()
    {
        var old = Widgets.New("a");
        old.Metadata.Finalizers = ["other.dev/keeps"];
        server.Create(old);
        server.Delete<Widget>("default", "a");
        await StartAsync();
        await tested.SettleAsync(server);
        Assert.Empty(Controller.Calls);
        Assert.Equal(["other.dev/keeps"], server.Get<Widget>("default", "a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task What_is_taken_away_by_hand_is_put_back()
    {
        await StartAsync();
        server.Create(Widgets.New("a"));
        await Until.HoldsAsync(() => Finalizers() == 1, "it is there");
        server.Edit<Widget>("default", "a", json => json["metadata"]!["finalizers"] = new JsonArray());
        await Until.HoldsAsync(
            time, TimeSpan.FromMilliseconds(5), () => Finalizers() == 1,
            "it is there again");
    }

    int Finalizers() => server.Get<Widget>("default", "a")!.Metadata.Finalizers?.Count ?? 0;

    async Task StartAsync(Action<TestOperator>? before = null) => tested = await TestOperator.StartAsync(
        server,
        time,
        builder => builder
            .AddController<WidgetController, Widget>()
            .AddFinalizer<WidgetController, Widget>(Widgets.Finalizer),
        before: before);

    sealed class Second : IEntityFinalizer<Widget>
    {
        public Action<Widget>? OnFinalize { get; set; }

        public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancel)
        {
            OnFinalize?.Invoke(entity);
            return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
        }
    }
}
