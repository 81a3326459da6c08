using System.Text.Json;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <param name="Namespace">Null for all, and for a kind that belongs to the whole cluster.</param>
sealed record WatchScope(string? Namespace, string? LabelSelector);

/// <summary>
/// Keeps a store equal to what the server has: lists, then watches from the list's resource version on, and resumes
/// from the last version heard of. Only when the server no longer knows that version is everything listed anew.
/// A watch ends for many reasons and none of them may end the informer; a kind that is quiet must not look dead, and
/// a dead connection must not look quiet: so the server is asked to end a watch, and one that does not is cut.
/// </summary>
sealed partial class ListWatch<TEntity>(
    ApiClient api, WatchScope scope, Store<TEntity> store, TimeProvider time, Chance chance, ILogger logger)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    static readonly TimeSpan WatchLeast = TimeSpan.FromSeconds(240);
    static readonly TimeSpan WatchMost = TimeSpan.FromSeconds(480);
    static readonly TimeSpan Overdue = TimeSpan.FromSeconds(30);
    static readonly TimeSpan BackoffLeast = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan BackoffMost = TimeSpan.FromSeconds(30);

    /// <summary>A server that ends watches faster than this must not be hammered.</summary>
    static readonly TimeSpan QuickWatch = TimeSpan.FromSeconds(1);

    static readonly ApiResource Resource = ApiResource.Of<TEntity>();

    readonly Backoff backoff = new(BackoffLeast, BackoffMost, chance);
    string? version;

    /// <summary>Nothing is heard for longer only when the loop hangs.</summary>
    public static TimeSpan SilenceMax { get; } = WatchMost + Overdue + 3 * BackoffMost;

    /// <summary>Called when the store has been made equal to a list.</summary>
    public Action Listed { get; init; } = () => { };

    /// <summary>Beats whenever the loop gets somewhere, be it to a failure.</summary>
    public Pulse? Pulse { get; init; }

    /// <summary>Runs until cancelled, whatever the server does.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            Pulse?.Beat();
            var pause = TimeSpan.Zero;
            try
            {
                var end = await StepAsync(cancel);
                pause = end == WatchEnd.Quick ? backoff.Next() : TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException expired) when (expired.IsExpired)
            {
                version = null;
                pause = backoff.Next();
                LogExpired(Resource.Plural, scope.Namespace, expired.Message);
            }
            catch (Exception failure)
            {
                pause = backoff.Next();
                var asked = (failure as ApiException)?.RetryAfter ?? TimeSpan.Zero;
                pause = asked > pause && asked < BackoffMost ? asked : pause;
                LogFailed(failure, Resource.Plural, scope.Namespace, pause.TotalSeconds);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Lists if there is no version to resume from; then watches until the watch ends.</summary>
    async Task<WatchEnd> StepAsync(CancellationToken cancel)
    {
        version ??= await ListAsync(cancel);

        var began = time.GetTimestamp();
        var lasting = chance.Between(WatchLeast, WatchMost);
        using var watchdog = new CancellationTokenSource(lasting + Overdue, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, watchdog.Token);
        var heard = false;
        try
        {
            using var response = await api.OpenAsync(WatchPath(version, lasting), either.Token);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            await foreach (var line in WatchLines.ReadAsync(body, either.Token))
            {
                Take(line);
                heard = true;
                backoff.Reset();
                Pulse?.Beat();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The server did not end the watch within {lasting + Overdue}.");
        }

        if (!heard && time.GetElapsedTime(began) < QuickWatch)
        {
            return WatchEnd.Quick;
        }

        backoff.Reset();
        return WatchEnd.Clean;
    }

    /// <summary>One line of the watch; the version moves with it.</summary>
    /// <exception cref="ApiException">The server says, within the watch, that it is over.</exception>
    void Take(JsonElement line)
    {
        if (!line.TryGetProperty("object", out var json))
        {
            throw new JsonException("A line of a watch without an object.");
        }

        switch (EntityJson.Text(line, "type"))
        {
            case "ADDED" or "MODIFIED":
                if (TryRead(json) is { } entity)
                {
                    store.Set(entity);
                }

                break;
            case "DELETED":
                if (EntityJson.KeyOf(json) is { } gone)
                {
                    store.Remove(gone);
                }

                break;
            case "BOOKMARK":
                break;
            case "ERROR":
                var status = KubernetesJson.Deserialize<V1Status>(json);
                throw new ApiException(
                    (System.Net.HttpStatusCode)(status.Code ?? 500), status.Reason ?? "", status.Message ?? "");
            case var other:
                throw new JsonException($"A watch tells of '{other}'.");
        }

        version = EntityJson.Text(json.GetProperty("metadata"), "resourceVersion") ?? version;
    }

    /// <returns>The version to watch from.</returns>
    async Task<string> ListAsync(CancellationToken cancel)
    {
        var listed = new List<TEntity>();
        var unread = new HashSet<ObjectKey>();
        ListPage page;
        string? next = null;
        var paged = true;
        do
        {
            try
            {
                page = await api.ListPageAsync(Resource, scope.Namespace, scope.LabelSelector, next, paged, cancel);
            }
            catch (ApiException expired) when (expired.IsExpired && next is not null)
            {
                // The rest of the list is too old to be had: all at once then.
                (next, paged) = (null, false);
                listed.Clear();
                unread.Clear();
                page = await api.ListPageAsync(Resource, scope.Namespace, scope.LabelSelector, next, paged, cancel);
            }

            Pulse?.Beat();
            foreach (var json in page.Items)
            {
                if (TryRead(json) is { } entity)
                {
                    listed.Add(entity);
                }
                else if (EntityJson.KeyOf(json) is { } key)
                {
                    unread.Add(key);
                }
            }

            next = page.Next;
        }
        while (next is not null);

        store.Replace(scope.Namespace, listed, unread);
        Listed();
        return page.ResourceVersion;
    }

    /// <summary>Null for an object that cannot be read: it is there, so what is known of it stays.</summary>
    TEntity? TryRead(JsonElement json)
    {
        try
        {
            return EntityJson.Read<TEntity>(json);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            LogUnreadable(failure, Resource.Kind, EntityJson.KeyOf(json));
            return null;
        }
    }

    string WatchPath(string from, TimeSpan lasting) => Resource.Path(scope.Namespace) + ApiClient.Query(
        ("watch", "true"),
        ("allowWatchBookmarks", "true"),
        ("resourceVersion", from),
        ("timeoutSeconds", $"{(int)lasting.TotalSeconds}"),
        ("labelSelector", scope.LabelSelector));

    [LoggerMessage(100, LogLevel.Information, "What is known of {Kinds} in {Namespace} is too old: {Message}")]
    partial void LogExpired(string kinds, string? @namespace, string message);

    [LoggerMessage(101, LogLevel.Warning, "Cannot watch {Kinds} in {Namespace}; next attempt in {Seconds:0.0} s")]
    partial void LogFailed(Exception failure, string kinds, string? @namespace, double seconds);

    [LoggerMessage(102, LogLevel.Error, "Cannot read the {Kind} {Key}; what was known of it stays")]
    partial void LogUnreadable(Exception failure, string kind, ObjectKey? key);

    enum WatchEnd
    {
        Clean,
        Quick,
    }
}
