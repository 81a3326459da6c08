using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Nodes;

/// <summary>What a node said, or that it did not.</summary>
public abstract record NodeAnswer
{
    NodeAnswer() { }

    public sealed record Told(RegionStatus Status) : NodeAnswer;

    /// <summary>
    /// The node is there and says no: the config's epoch is stale, or conflicts with what it has.
    /// </summary>
    public sealed record Refused(string Reason) : NodeAnswer;

    public sealed record Unreachable(string Reason) : NodeAnswer;
}

/// <summary>Speaks to the control port of one region's node: HTTP/2 in clear text, by prior knowledge.</summary>
public sealed class RegionClient : IDisposable
{
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A status is answered within the time it may wait, and a config within a flush; the rest is a machine that is
    /// busy.
    /// </summary>
    static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    const int AnswerBytesMax = 64 * 1024 * 1024;

    readonly HttpClient http;
    readonly TimeProvider time;

    public RegionClient(Uri address, TimeProvider time)
    {
        this.time = time;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            UseProxy = false,
            AllowAutoRedirect = false,
        };
        http = new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
    }

    public Task<NodeAnswer> PushAsync(RegionConfig config, CancellationToken cancel) => SendAsync(
        HttpMethod.Put,
        "/control/config",
        JsonContent.Create(config, ContractJson.Default.RegionConfig),
        cancel);

    /// <summary>The status once its revision is another than the one seen, or after the wait.</summary>
    /// <param name="seenRevision">Null: answer at once.</param>
    /// <param name="wait">The node takes at most 5 s.</param>
    public Task<NodeAnswer> WatchAsync(long? seenRevision, TimeSpan wait, CancellationToken cancel) => SendAsync(
        HttpMethod.Get,
        seenRevision is { } seen
            ? string.Create(
                CultureInfo.InvariantCulture, $"/control/status?seen={seen}&wait={(int)wait.TotalMilliseconds}")
            : "/control/status",
        content: null,
        cancel);

    public void Dispose() => http.Dispose();

    async Task<NodeAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        using var request = new HttpRequestMessage(method, path)
        {
            Content = content,
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
        };
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => new NodeAnswer.Told(
                    await response.Content.ReadFromJsonAsync(ContractJson.Default.RegionStatus, either.Token)
                    ?? throw new JsonException("the answer is null")),
                HttpStatusCode.Conflict or HttpStatusCode.BadRequest =>
                    new NodeAnswer.Refused(await ReasonAsync(response, either.Token)),
                _ => new NodeAnswer.Unreachable($"it answered {(int)response.StatusCode}"),
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or IOException)
        {
            return new NodeAnswer.Unreachable(failure.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new NodeAnswer.Unreachable($"no answer within {AnswerTimeout.TotalSeconds:0} s");
        }
    }

    static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var body = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("error").GetString() ?? body;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return body;
        }
    }
}
