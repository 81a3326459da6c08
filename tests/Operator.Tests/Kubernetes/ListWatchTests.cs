using System.Globalization;
using GlobalTables.Operator.Kubernetes;
using Microsoft.AspNetCore.Http;
using k8s;
using k8s.Models;
using static GlobalTables.Operator.Tests.Kubernetes.ScriptedServer;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class ListWatchTests : IAsyncLifetime
{
    readonly ManualTime time = new();
    readonly RecordingLogger log = new();
    readonly List<string> told = [];
    readonly CancellationTokenSource stop = new();
    ScriptedServer server = null!;
    Store<V1ConfigMap> store = null!;
    k8s.Kubernetes client = null!;
    Task running = Task.CompletedTask;

    public async ValueTask InitializeAsync() => server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        client.Dispose();
        await server.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task Lists_page_by_page_and_watches_from_the_version_of_the_list()
    {
        server.ThenList("10", "more", Item("a", 1)).ThenList("10", null, Item("b", 2));
        Run(labelSelector: "app=x");
        await AskedAsync(3);
        Assert.Equal(["a", "b"], Names());

        var (first, second, watch) = (Query(0), Query(1), Query(2));
        Assert.Equal("500", first["limit"]);
        Assert.False(first.ContainsKey("continue"));
        Assert.Equal("more", second["continue"]);
        Assert.Equal("true", watch["watch"]);
        Assert.Equal("true", watch["allowWatchBookmarks"]);
        Assert.Equal("10", watch["resourceVersion"]);
        Assert.Equal("app=x", watch["labelSelector"]);
        Assert.InRange(int.Parse(watch["timeoutSeconds"]!, CultureInfo.InvariantCulture), 240, 480);
    }

    [Fact]
    public async Task Nothing_is_synced_before_the_last_page()
    {
        var last = new TaskCompletionSource();
        server.ThenList("10", "more", Item("a", 1)).Then(async context =>
        {
            await last.Task;
            await context.Response.WriteAsync("""{"metadata":{"resourceVersion":"10"},"items":[]}""");
        });
        Run();
        await AskedAsync(2);
        Assert.Empty(store.List());
        Assert.False(store.IsSynced);
        last.SetResult();
        await store.WaitForSyncAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Single(store.List());
    }

    [Fact]
    public async Task A_watch_that_ends_is_resumed_from_what_was_heard_last()
    {
        server.ThenList("10", null, Item("a", 1), Item("b", 2))
            .ThenWatch(
                Event("MODIFIED", Item("a", 11)), Event("ADDED", Item("c", 12)), Event("DELETED", Item("b", 13)));
        Run();
        await AskedAsync(3);
        Assert.Equal("13", Query(2)["resourceVersion"]);
        Assert.Equal(["a", "c"], Names());
        Assert.Equal(["+a", "+b", "~a", "+c", "-b"], Told());
        Assert.Empty(log.Worries);
    }

    [Fact]
    public async Task A_bookmark_moves_the_version_and_nothing_else()
    {
        server.ThenList("10", null, Item("a", 1)).ThenWatch(Bookmark(99));
        Run();
        await AskedAsync(3);
        Assert.Equal("99", Query(2)["resourceVersion"]);
        Assert.Equal(["+a"], Told());
    }

    // The library's own watch throws here.
    [Fact]
    public async Task A_watch_that_ends_without_a_word_is_as_it_should_be()
    {
        var end = new TaskCompletionSource();
        async Task Quiet(HttpContext context)
        {
            await context.Response.Body.FlushAsync();
            await end.Task;
        }

        server.ThenList("10", null).Then(Quiet).Then(Quiet).Then(Quiet);
        Run();
        await AskedAsync(2);
        time.Advance(TimeSpan.FromSeconds(2));
        end.SetResult();
        await AskedAsync(3); // at once, without a pause
        Assert.Equal("10", Query(2)["resourceVersion"]);
        Assert.Empty(log.Worries);
    }

    [Fact]
    public async Task A_server_that_ends_every_watch_at_once_is_not_hammered()
    {
        server.ThenList("10", null).ThenWatch().ThenWatch().ThenWatch();
        Run();
        await AskedAsync(2);
        await Until.HoldsAsync(() => time.Timers > 0, "it pauses");
        Assert.Equal(2, server.Queries.Count);
        await PassAsync(3);
        await PassAsync(4);
    }

    // The library's own watch ends as if nothing were.
    [Fact]
    public async Task Told_within_the_watch_that_the_version_is_too_old_it_lists_again_and_replaces()
    {
        server.ThenList("10", null, Item("a", 1), Item("b", 2), Item("c", 3))
            .ThenWatch(Event("ERROR", Status(410, "Expired")))
            .ThenList("50", null, Item("b", 2), Item("c", 44), Item("d", 45));
        Run();
        await AskedAsync(2);
        await PassAsync(4);
        Assert.Equal("50", Query(3)["resourceVersion"]);
        Assert.Equal(["b", "c", "d"], Names());
        Assert.Equal(["+a", "+b", "+c", "-a", "~c", "+d"], Told()); // b is as it was
    }

    [Fact]
    public async Task Told_by_the_answer_that_the_version_is_too_old_it_lists_again_and_replaces()
    {
        server.ThenList("10", null, Item("a", 1)).ThenRefuse(410, "Expired").ThenList("50", null, Item("b", 2));
        Run();
        await AskedAsync(2);
        await PassAsync(4);
        Assert.Equal(["b"], Names());
        Assert.Equal(["+a", "-a", "+b"], Told());
    }

    [Fact]
    public async Task A_list_whose_rest_is_too_old_is_had_whole()
    {
        server.ThenList("10", "more", Item("old", 1))
            .ThenRefuse(410, "Expired")
            .ThenList("60", null, Item("a", 1), Item("b", 2));
        Run();
        await AskedAsync(4);
        Assert.False(Query(2).ContainsKey("limit"));
        Assert.False(Query(2).ContainsKey("continue"));
        Assert.Equal("60", Query(3)["resourceVersion"]);
        Assert.Equal(["a", "b"], Names());
    }

    [Fact]
    public async Task A_connection_that_is_cut_within_a_line_is_resumed_and_nothing_is_listed_again()
    {
        server.ThenList("10", null).Then(async context =>
        {
            await context.Response.WriteAsync(Event("ADDED", Item("a", 11)) + "\n");
            await context.Response.WriteAsync(Event("ADDED", Item("b", 12))[..40]);
            await context.Response.Body.FlushAsync();
            await Until.HoldsAsync(() => store.List().Count == 1, "the first line is there");
            context.Abort();
        });
        Run();
        await AskedAsync(2);
        await PassAsync(3);
        Assert.Equal("11", Query(2)["resourceVersion"]);
        Assert.True(Query(2).ContainsKey("watch"));
        Assert.Equal(["a"], Names());
    }

    [Fact]
    public async Task A_body_that_ends_within_a_line_is_resumed_too()
    {
        server.ThenList("10", null).Then(context => context.Response.WriteAsync(Event("ADDED", Item("a", 11))[..40]));
        Run();
        await AskedAsync(2);
        await PassAsync(3);
        Assert.Equal("10", Query(2)["resourceVersion"]);
    }

    // The library's own watch throws JsonException out of the call when it is the first.
    [Fact]
    public async Task A_line_that_is_no_JSON_is_resumed_from()
    {
        server.ThenList("10", null)
            .ThenWatch("<html>Bad Gateway</html>")
            .ThenWatch(Event("ADDED", Item("a", 11)), "}{", Event("ADDED", Item("b", 12)))
            .ThenWatch(Event("ADDED", Item("b", 12)));
        Run();
        await AskedAsync(2);
        await PassAsync(3);
        await PassAsync(4);
        Assert.Equal("11", Query(3)["resourceVersion"]);
        await Until.HoldsAsync(() => store.List().Count == 2, "b came after all");
    }

    [Fact]
    public async Task A_watch_that_hangs_is_cut_half_a_minute_after_it_should_have_ended()
    {
        server.ThenList("10", null);
        Run();
        await AskedAsync(2);
        await Until.HoldsAsync(() => time.Timers > 0, "the watchdog is set");
        var lasts = int.Parse(Query(1)["timeoutSeconds"]!, CultureInfo.InvariantCulture);
        time.Advance(TimeSpan.FromSeconds(lasts + 29));
        Assert.Empty(log.Worries);
        time.Advance(TimeSpan.FromSeconds(2));
        await Until.HoldsAsync(() => log.Worries.Any(), "it is noticed");
        await PassAsync(3);
        Assert.Equal("10", Query(2)["resourceVersion"]);
    }

    [Fact]
    public async Task A_list_that_hangs_is_given_up_and_asked_for_again()
    {
        Run();
        await AskedAsync(1);
        await PassAsync(2);
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_again_ever_more_rarely_up_to_half_a_minute()
    {
        for (var time = 0; time < 12; time++)
        {
            server.ThenRefuse(500, "InternalError");
        }

        Run();
        var pauses = new List<double>();
        for (var asked = 1; asked < 12; asked++)
        {
            await Until.HoldsAsync(() => log.Worries.Count() == asked, "the failure is noticed");
            var began = time.GetTimestamp();
            var expected = asked + 1;
            await Until.HoldsAsync(
                time, TimeSpan.FromMilliseconds(500), () => server.Queries.Count >= expected, "it is asked again");
            pauses.Add(time.GetElapsedTime(began).TotalSeconds);
        }

        Assert.InRange(pauses[0], 0.4, 3);
        Assert.All(pauses[^2..], pause => Assert.InRange(pause, 14, 33));
    }

    [Fact]
    public async Task An_error_within_the_watch_that_is_not_about_age_is_resumed_from()
    {
        server.ThenList("10", null).ThenWatch(Event("ERROR", Status(500, "InternalError")));
        Run();
        await AskedAsync(2);
        await PassAsync(3);
        Assert.Equal("10", Query(2)["resourceVersion"]);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_spoils_nothing_and_what_was_known_of_it_stays()
    {
        server.ThenList("10", null, Item("a", 1), Item("b", 2, "17"), Item("c", 3))
            .ThenWatch(Event("MODIFIED", Item("a", 11, "17")), Event("ERROR", Status(410, "Expired")))
            .ThenList("50", null, Item("a", 11, "17"), Item("c", 3));
        Run();
        await AskedAsync(2);
        Assert.Equal(["a", "c"], Names());
        await PassAsync(4);
        Assert.Equal(["a", "c"], Names());
        Assert.Equal("1", store.Get("default", "a")!.Metadata.ResourceVersion);
        Assert.Equal(["+a", "+c"], Told());
    }

    void Run(string? labelSelector = null)
    {
        store = new(new Dictionary<string, Func<V1ConfigMap, IEnumerable<string>>>(), log);
        store.Changed += (before, now) =>
        {
            lock (told)
            {
                told.Add($"{(before is null ? '+' : now is null ? '-' : '~')}{(now ?? before)!.Metadata.Name}");
            }
        };
        client = new(new KubernetesClientConfiguration { Host = server.Address });
        var api = new ApiClient(client, time, new());
        var listWatch = new ListWatch<V1ConfigMap>(
            api, new("default", labelSelector), store, time, new(new Random(1)), log)
        {
            Listed = store.MarkSynced,
        };
        running = Task.Run(() => listWatch.RunAsync(stop.Token));
    }

    IQueryCollection Query(int index) => server.Queries.ElementAt(index);

    Task AskedAsync(int times) => Until.HoldsAsync(() => server.Queries.Count >= times, $"there are {times} requests");

    /// <summary>Lets the time pass that it wants to pause.</summary>
    Task PassAsync(int times) => Until.HoldsAsync(
        time, TimeSpan.FromMilliseconds(100), () => server.Queries.Count >= times, $"there are {times} requests");

    string[] Names() => [.. store.List().Select(one => one.Metadata.Name).Order(StringComparer.Ordinal)];

    string[] Told()
    {
        lock (told)
        {
            return [.. told];
        }
    }
}
