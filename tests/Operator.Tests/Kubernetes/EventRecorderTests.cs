using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class EventRecorderTests : IAsyncLifetime
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    readonly ManualTime time = new();
    readonly RecordingLogger log = new();
    FakeApiServer server = null!;
    EventRecorder recorder = null!;
    Widget widget = null!;

    public async ValueTask InitializeAsync()
    {
        server = await FakeApiServer.StartAsync(time);
        widget = server.Create(Widgets.New("a"));
        recorder = new(new(server.Client(), time, new()), "test-operator", "pod-1", time, new(new Random(1)), log);
    }

    public async ValueTask DisposeAsync()
    {
        recorder.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task An_event_says_what_happened_to_what()
    {
        recorder.Publish(widget, EventType.Warning, "RegionUnreachable", "eu-west-1 does not answer", "Probing");
        await recorder.WriteDueAsync(default);
        var one = Assert.Single(server.List<Eventsv1Event>());
        Assert.Equal(
            ("Warning", "RegionUnreachable", "eu-west-1 does not answer", "Probing"),
            (one.Type, one.Reason, one.Note, one.Action));
        Assert.Equal(("Widget", "a", "default", widget.Metadata.Uid),
            (one.Regarding.Kind, one.Regarding.Name, one.Regarding.NamespaceProperty, one.Regarding.Uid));
        Assert.Equal(("test-operator", "pod-1"), (one.ReportingController, one.ReportingInstance));
        Assert.NotNull(one.EventTime);
        Assert.Null(one.Series);
    }

    [Fact]
    public async Task What_is_said_again_is_counted_and_written_every_five_minutes()
    {
        for (var said = 0; said < 100; said++)
        {
            recorder.Publish(widget, EventType.Normal, "Waiting", "for a node");
            await recorder.WriteDueAsync(default);
        }

        Assert.Single(server.Requests);
        time.Advance(Window);
        recorder.Publish(widget, EventType.Normal, "Waiting", "for a node");
        await recorder.WriteDueAsync(default);
        await recorder.WriteDueAsync(default);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(101, Assert.Single(server.List<Eventsv1Event>()).Series.Count);
    }

    [Fact]
    public async Task After_five_minutes_of_silence_it_is_an_event_of_its_own()
    {
        recorder.Publish(widget, EventType.Normal, "Waiting", "for a node");
        await recorder.WriteDueAsync(default);
        time.Advance(Window);
        await recorder.WriteDueAsync(default);
        recorder.Publish(widget, EventType.Normal, "Waiting", "for a node");
        await recorder.WriteDueAsync(default);
        Assert.Equal(2, server.List<Eventsv1Event>().Count);
    }

    [Fact]
    public async Task An_object_has_25_different_events_and_one_more_every_five_minutes()
    {
        for (var said = 0; said < 100; said++)
        {
            recorder.Publish(widget, EventType.Normal, "Copying", $"{said} %");
        }

        await recorder.WriteDueAsync(default);
        Assert.Equal(25, server.List<Eventsv1Event>().Count);
        time.Advance(Window);
        recorder.Publish(widget, EventType.Normal, "Copying", "100 %");
        await recorder.WriteDueAsync(default);
        Assert.Equal(26, server.List<Eventsv1Event>().Count);
    }

    [Fact]
    public async Task What_belongs_to_the_whole_cluster_has_its_events_in_default_and_long_notes_are_cut()
    {
        var shelf = server.Create(new Shelf { Metadata = new() { Name = "top" } });
        recorder.Publish(shelf, EventType.Normal, "Used", new string('x', 5000));
        await recorder.WriteDueAsync(default);
        var one = Assert.Single(server.List<Eventsv1Event>("default"));
        Assert.InRange(one.Note.Length, 1, 1024);
    }

    [Fact]
    public async Task A_server_that_refuses_or_is_away_is_nobodys_trouble()
    {
        server.Intercept = (request, _) => Task.FromResult<ApiFaultException?>(new(403, "Forbidden", "no"));
        recorder.Publish(widget, EventType.Normal, "A", "a");
        await recorder.WriteDueAsync(default);
        server.Intercept = null;
        server.IsUnreachable = true;
        recorder.Publish(widget, EventType.Normal, "B", "b");
        await recorder.WriteDueAsync(default);
        server.IsUnreachable = false;
        await recorder.WriteDueAsync(default);
        Assert.Equal(["B"], server.List<Eventsv1Event>().Select(one => one.Reason)); // it was tried again
        Assert.Empty(log.Worries);
    }

    [Fact]
    public async Task A_loop_writes_what_is_said()
    {
        using var stop = new CancellationTokenSource();
        var running = recorder.RunAsync(stop.Token);
        recorder.Publish(widget, EventType.Normal, "A", "a");
        await Until.HoldsAsync(() => server.List<Eventsv1Event>().Count == 1, "it is written");
        recorder.Publish(widget, EventType.Normal, "B", "b");
        await Until.HoldsAsync(() => server.List<Eventsv1Event>().Count == 2, "it is written");
        await stop.CancelAsync();
        await running;
    }
}
