using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

public enum EventType
{
    Normal,
    Warning,
}

/// <summary>
/// Tells people, in Kubernetes' events, what happened to an object. What is said again within five minutes is counted
/// and written as a series, every five minutes at most. Best effort: too many, or ones that cannot be written, are
/// dropped, and nobody waits.
/// </summary>
public sealed partial class EventRecorder : IDisposable
{
    const int SeriesMax = 4096;
    const int NoteCharsMax = 1000;
    const int WordCharsMax = 128;
    const int NameCharsMax = 200;
    const int AttemptsMax = 3;
    static readonly TimeSpan SeriesEvery = TimeSpan.FromMinutes(5);
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);
    static readonly ApiResource Resource = ApiResource.Of<Eventsv1Event>();

    readonly ApiClient api;
    readonly string controller;
    readonly string instance;
    readonly TimeProvider time;
    readonly Chance chance;
    readonly ILogger logger;
    readonly EventBudget budget;
    readonly Lock gate = new();
    readonly Dictionary<EventKey, EventSeries> series = [];
    readonly SemaphoreSlim news = new(0, 1);

    internal EventRecorder(
        ApiClient api, string controller, string instance, TimeProvider time, Chance chance, ILogger logger)
    {
        (this.api, this.controller, this.instance) = (api, controller, instance);
        (this.time, this.chance, this.logger) = (time, chance, logger);
        budget = new(time);
    }

    /// <param name="about">As it came from the server; without a name nothing is said.</param>
    /// <param name="reason">Why, as one CamelCase word.</param>
    /// <param name="note">What, for a human, up to 1000 characters.</param>
    /// <param name="action">What was done about it, as one CamelCase word; the reason when null.</param>
    public void Publish(
        IKubernetesObject<V1ObjectMeta> about, EventType type, string reason, string note, string? action = null)
    {
        if (about.Metadata?.Name is not { } name)
        {
            return;
        }

        var key = new EventKey(
            about.Kind, new(about.Metadata.NamespaceProperty, name), about.Metadata.Uid, type,
            Cut(reason, WordCharsMax), Cut(note, NoteCharsMax));
        lock (gate)
        {
            if (series.TryGetValue(key, out var running))
            {
                running.Count++;
                running.LastTime = time.GetUtcNow();
                running.LastAt = time.GetTimestamp();
                return;
            }

            if (series.Count >= SeriesMax || !budget.TrySpend(key))
            {
                LogDropped(type, reason, key.About);
                return;
            }

            series.Add(key, new(
                about.ApiVersion,
                Cut(action is { Length: > 0 } ? action : reason, WordCharsMax),
                $"{Cut(name, NameCharsMax)}.{chance.Hex(8)}",
                time.GetUtcNow(),
                time.GetTimestamp()));
        }

        Wake();
    }

    public void Dispose() => news.Dispose();

    /// <summary>Writes what is said, until cancelled; then what was said last, for a moment.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        await WriteUntilAsync(cancel);
        using var last = new CancellationTokenSource(LastMoment, time);
        await WriteDueAsync(last.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task WriteUntilAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await WriteDueAsync(cancel);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                await Task.WhenAny(news.WaitAsync(either.Token), Task.Delay(LookEvery, time, either.Token));
                await either.CancelAsync();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One round: writes what is new, and the series that have grown; forgets what is over.</summary>
    internal async Task WriteDueAsync(CancellationToken cancel)
    {
        List<(EventKey Key, EventSeries Series)> due;
        lock (gate)
        {
            foreach (var (key, _) in series.Where(one => IsOver(one.Value)).ToList())
            {
                series.Remove(key);
            }

            due = [.. series.Where(one => IsDue(one.Value)).Select(one => (one.Key, one.Value))];
        }

        foreach (var (key, one) in due)
        {
            try
            {
                await WriteAsync(key, one, cancel);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                LogNotWritten(failure, key.Reason, key.About);
                if (failure is ApiException || ++one.Attempts >= AttemptsMax)
                {
                    lock (gate)
                    {
                        series.Remove(key);
                    }
                }
            }
        }
    }

    async Task WriteAsync(EventKey key, EventSeries one, CancellationToken cancel)
    {
        var @namespace = key.About.Namespace ?? "default";
        var count = one.Count;
        if (one.Written == 0)
        {
            var body = New(key, one, @namespace).ToJsonString();
            await api.SendAsync(HttpMethod.Post, Resource.Path(@namespace), body, "application/json", cancel);
            one.Written = 1;
        }
        else
        {
            var path = Resource.Path(@namespace, one.Name);
            var body = new JsonObject { ["series"] = Series(one, count) }.ToJsonString();
            await api.SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json", cancel);
            one.Written = count;
        }

        one.WrittenAt = time.GetTimestamp();
        one.Attempts = 0;
    }

    JsonObject New(EventKey key, EventSeries one, string @namespace) => new()
    {
        ["apiVersion"] = Resource.ApiVersion,
        ["kind"] = Resource.Kind,
        ["metadata"] = new JsonObject { ["name"] = one.Name, ["namespace"] = @namespace },
        ["eventTime"] = Micro(one.FirstTime),
        ["reportingController"] = controller,
        ["reportingInstance"] = Cut(instance, WordCharsMax),
        ["type"] = $"{key.Type}",
        ["reason"] = key.Reason,
        ["action"] = one.Action,
        ["note"] = key.Note,
        ["regarding"] = new JsonObject
        {
            ["apiVersion"] = one.ApiVersion,
            ["kind"] = key.Kind,
            ["name"] = key.About.Name,
            ["namespace"] = key.About.Namespace,
            ["uid"] = key.Uid,
        },
    };

    static JsonObject Series(EventSeries one, int count) => new()
    {
        ["count"] = count,
        ["lastObservedTime"] = Micro(one.LastTime),
    };

    bool IsDue(EventSeries one) =>
        one.Written == 0 || (one.Count > one.Written && time.GetElapsedTime(one.WrittenAt) >= SeriesEvery);

    bool IsOver(EventSeries one) =>
        one.Written > 0 && one.Count == one.Written && time.GetElapsedTime(one.LastAt) >= SeriesEvery;

    void Wake()
    {
        try
        {
            news.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake.
        }
    }

    static string Micro(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    static string Cut(string text, int charsMax) => text.Length <= charsMax ? text : text[..charsMax];

    [LoggerMessage(140, LogLevel.Debug, "An event is dropped, there are too many: {Type} {Reason} of {About}")]
    partial void LogDropped(EventType type, string reason, ObjectKey about);

    [LoggerMessage(141, LogLevel.Debug, "An event could not be written: {Reason} of {About}")]
    partial void LogNotWritten(Exception failure, string reason, ObjectKey about);
}
