using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Faults.Cluster;

namespace GlobalTables.RegionNode.Faults.Load;

/// <summary>What became of a request.</summary>
/// <param name="Status">200, or what the node refused with; 0 for no answer.</param>
/// <param name="Body">The answer's JSON; undefined without an answer.</param>
/// <param name="WasSent">False: nobody took the connection, so that nobody can have carried it out.</param>
readonly record struct Answer(int Status, JsonElement Body, bool WasSent)
{
    public bool IsOk => Status == 200;

    /// <summary>The name of the node's error.</summary>
    public string Error => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("__type", out var type)
        ? type.GetString()!.Split('#')[^1]
        : "";

    public string Message => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("message", out var text)
        ? text.GetString()!
        : "";
}

/// <summary>
/// One client's way to one region's API. Nothing is sent twice: what was not answered stays unanswered.
/// </summary>
sealed class RegionApi(FaultyRegion region, TimeSpan patience) : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 4 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<Answer> AskAsync(string operation, string body, CancellationToken cancel)
    {
        if (region.Node is not { } node)
        {
            return new(0, default, WasSent: false);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, node.Api);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
            request.Headers.Add("X-Amz-Target", $"DynamoDB_20120810.{operation}");
            using var response = await http.SendAsync(request, limit.Token);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token));
            return new((int)response.StatusCode, answer.RootElement.Clone(), WasSent: true);
        }
        catch (HttpRequestException failure)
        {
            var isRefused = failure is { HttpRequestError: HttpRequestError.ConnectionError }
                && failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            return new(0, default, WasSent: !isRefused);
        }
        catch (Exception failure) when (failure is IOException or JsonException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return new(0, default, WasSent: true);
        }
    }

    public void Dispose() => http.Dispose();
}
