using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// Typed requests for any kind, over the library's authenticated connection. The library's own methods are not used:
/// they have none that list, watch and apply built-in and custom kinds alike, and its watch swallows what matters.
/// </summary>
public sealed class ApiClient
{
    const int PageItemsMax = 500;
    const int ResponseBytesMax = 256 * 1024 * 1024;
    static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    readonly k8s.Kubernetes kubernetes;
    readonly TimeProvider time;
    readonly OperatorMetrics metrics;

    /// <exception cref="ArgumentException">The client is not the library's own.</exception>
    public ApiClient(IKubernetes kubernetes, TimeProvider time, OperatorMetrics metrics)
    {
        this.kubernetes = kubernetes as k8s.Kubernetes
            ?? throw new ArgumentException("Only the library's client has a connection to share.", nameof(kubernetes));
        this.time = time;
        this.metrics = metrics;
    }

    /// <summary>One request with an object, or nothing, as its answer.</summary>
    /// <param name="path">From the server's root, with the query.</param>
    /// <exception cref="ApiException">The server answers anything but success.</exception>
    /// <exception cref="TimeoutException">There is no answer within 30 s.</exception>
    internal async Task<JsonElement> SendAsync(
        HttpMethod method, string path, string? body, string contentType, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            using var response = await RequestAsync(method, path, body, contentType, either.Token);
            await response.Content.LoadIntoBufferAsync(ResponseBytesMax, either.Token);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(either.Token));
            return document.RootElement.Clone();
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{method} {path}: no answer within {RequestTimeout.TotalSeconds} s.", late);
        }
    }

    /// <summary>Opens a watch: the answer's body goes on for as long as the server likes.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            return await RequestAsync(HttpMethod.Get, path, null, "", either.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The watch {path} did not begin within {RequestTimeout.TotalSeconds} s.", late);
        }
    }

    /// <summary>A page of a list; the items as the server wrote them.</summary>
    /// <param name="next">The token of the page before; null for the first.</param>
    /// <param name="paged">False for all of it at once.</param>
    internal async Task<ListPage> ListPageAsync(
        ApiResource resource,
        string? @namespace,
        string? labelSelector,
        string? next,
        bool paged,
        CancellationToken cancel)
    {
        var path = resource.Path(@namespace) + Query(
            ("limit", paged ? $"{PageItemsMax}" : null), ("continue", next), ("labelSelector", labelSelector));
        return ListPage.Of(await SendAsync(HttpMethod.Get, path, null, "", cancel));
    }

    /// <summary>All of them, live from the server.</summary>
    internal async Task<List<TEntity>> ListAsync<TEntity>(
        string? @namespace, string? labelSelector, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var all = new List<TEntity>();
        string? next = null;
        do
        {
            var page = await ListPageAsync(
                ApiResource.Of<TEntity>(), @namespace, labelSelector, next, paged: true, cancel);
            all.AddRange(page.Items.Select(EntityJson.Read<TEntity>));
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    internal static string Query(params (string Name, string? Value)[] parameters) => string.Concat(parameters
        .Where(parameter => parameter.Value is not null)
        .Select((one, index) => $"{(index == 0 ? '?' : '&')}{one.Name}={Uri.EscapeDataString(one.Value!)}"));

    async Task<HttpResponseMessage> RequestAsync(
        HttpMethod method, string path, string? body, string contentType, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, kubernetes.BaseUri.AbsoluteUri.TrimEnd('/') + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new("application/json"));
        if (body is not null)
        {
            request.Content = new StringContent(body) { Headers = { ContentType = new(contentType) } };
        }

        if (kubernetes.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancel);
        }

        HttpResponseMessage response;
        try
        {
            response = await kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException)
        {
            metrics.ApiRequests.WithLabels("<error>", method.Method).Inc();
            throw;
        }

        metrics.ApiRequests.WithLabels($"{(int)response.StatusCode}", method.Method).Inc();
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, request, cancel);
        }
    }

    async Task<ApiException> RefusalAsync(
        HttpResponseMessage response, HttpRequestMessage request, CancellationToken cancel)
    {
        await response.Content.LoadIntoBufferAsync(ResponseBytesMax, cancel);
        var status = StatusOf(await response.Content.ReadAsStringAsync(cancel));
        var told = status?.Message ?? response.ReasonPhrase ?? "";
        var message = $"{request.Method} {request.RequestUri!.PathAndQuery}: {(int)response.StatusCode} {told}";
        return response.StatusCode == HttpStatusCode.Conflict && status?.Reason != "AlreadyExists"
            ? new ConflictException(status?.Reason ?? "", message)
            : new ApiException(response.StatusCode, status?.Reason ?? "", message)
            {
                RetryAfter = Delay(response.Headers.RetryAfter),
            };
    }

    TimeSpan? Delay(RetryConditionHeaderValue? retryAfter) =>
        retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - time.GetUtcNow() : null);

    static V1Status? StatusOf(string body)
    {
        try
        {
            return KubernetesJson.Deserialize<V1Status>(body);
        }
        catch (JsonException)
        {
            return null; // a proxy on the way speaks HTML
        }
    }
}
