using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Api;

/// <summary>
/// An API server in this process, in memory, on loopback: enough of one to run an operator against. It takes down
/// every request, and can be told to fail. What it does not know is in <see cref="FakeObjects"/>.
/// </summary>
public sealed class FakeApiServer : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, (IReadOnlyList<JsonObject> Left, long Version)> pages = new();
    readonly List<IDisposable> clients = [];
    CancellationTokenSource cut = new();
    WebApplication? app;
    int port;

    FakeApiServer(TimeProvider time) => Objects = new(time);

    public FakeObjects Objects { get; }

    public ConcurrentQueue<ApiRequest> Requests { get; } = new();

    /// <summary>Answers in the server's place: a fault is sent, null goes on as usual. May wait.</summary>
    public Func<ApiRequest, CancellationToken, Task<ApiFaultException?>>? Intercept { get; set; }

    /// <summary>Every connection is cut as soon as it asks for something.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>How it is told that a version is forgotten: within the watch, or as its answer's status.</summary>
    public bool ExpiresByStatus { get; set; }

    public string Address => $"http://127.0.0.1:{port}";

    public static async Task<FakeApiServer> StartAsync(TimeProvider? time = null)
    {
        var server = new FakeApiServer(time ?? TimeProvider.System);
        server.Create(new V1Namespace { Metadata = new() { Name = "default" } });
        await server.ListenAsync();
        return server;
    }

    /// <summary>Ends the process, so to speak; the objects are kept.</summary>
    public async Task StopAsync()
    {
        DropConnections();
        if (app is { } running)
        {
            app = null;
            await running.StopAsync(new CancellationToken(true));
            await running.DisposeAsync();
        }
    }

    /// <summary>Listens again where it listened before.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, one => one.Protocols = HttpProtocols.Http1));
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        port = BindingAddress.Parse(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public k8s.Kubernetes Client()
    {
        var client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = Address });
        lock (clients)
        {
            clients.Add(client);
        }

        return client;
    }

    /// <summary>Cuts every request that is under way, watches among them.</summary>
    public void DropConnections() => Interlocked.Exchange(ref cut, new()).Cancel();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        clients.ForEach(client => client.Dispose());
    }

    // What a test does by hand, as a user would.

    public T Create<T>(T entity)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (Objects.Gate)
        {
            var id = IdOf<T>(entity.Metadata.NamespaceProperty, entity.Metadata.Name);
            return Typed<T>(Objects.Create(id, Json(entity), "test"));
        }
    }

    public T? Get<T>(string? @namespace, string name)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (Objects.Gate)
        {
            return Objects.Find(IdOf<T>(@namespace, name)) is { } json ? Typed<T>(json) : null;
        }
    }

    public IReadOnlyList<T> List<T>(string? @namespace = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (Objects.Gate)
        {
            var resource = ApiResource.Of<T>();
            var request = new ApiRequest(
                "list", resource.Group, resource.Version, resource.Plural, null, @namespace, null);
            return [.. Objects.List(request, null, null).Select(Typed<T>)];
        }
    }

    /// <param name="change">Changes the JSON in place.</param>
    /// <param name="subresource">As in <c>status</c>.</param>
    public T Edit<T>(string? @namespace, string name, Action<JsonObject> change, string? subresource = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (Objects.Gate)
        {
            return Typed<T>(Objects.Replace(IdOf<T>(@namespace, name), "test", subresource, json =>
            {
                change(json);
                return json;
            }));
        }
    }

    public void Delete<T>(string? @namespace, string name, string? propagation = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (Objects.Gate)
        {
            Objects.Delete(IdOf<T>(@namespace, name), propagation, null, null);
        }
    }

    async Task AnswerAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, cut.Token);
        try
        {
            if (ApiRequest.Of(context.Request) is not { } request)
            {
                throw ApiFaultException.NotFound(context.Request.Path.Value!);
            }

            Requests.Enqueue(request);
            if (IsUnreachable)
            {
                context.Abort();
                return;
            }

            if (Intercept is { } intercept && await intercept(request, either.Token) is { } fault)
            {
                throw fault;
            }

            if (request.Verb == "watch")
            {
                await new FakeWatch(Objects, request, ExpiresByStatus).ServeAsync(context, either.Token);
                return;
            }

            using var reader = new StreamReader(context.Request.Body);
            var text = await reader.ReadToEndAsync(either.Token);
            var body = text.Length > 0 ? JsonNode.Parse(text)!.AsObject() : [];
            JsonObject answer;
            lock (Objects.Gate)
            {
                answer = Answer(context, request, body);
            }

            await WriteAsync(context, request.Verb == "create" ? 201 : 200, answer, either.Token);
        }
        catch (ApiFaultException fault) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, fault.Code, fault.ToStatus(), either.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    JsonObject Answer(HttpContext context, ApiRequest request, JsonObject body)
    {
        var query = context.Request.Query;
        var name = request.Name ?? (string?)body["metadata"]?["name"] ?? "";
        var id = new ObjectId(request.Group, request.Resource, request.Namespace, name);
        var manager = query["fieldManager"] is [{ } given] ? given : "unknown";
        switch (request.Verb)
        {
            case "get":
                return Objects.Find(id) ?? throw ApiFaultException.NotFound($"{id}");
            case "list":
                return ListPage(request, query);
            case "create":
                return Objects.Create(id, body, manager);
            case "update":
                return Objects.Replace(id, manager, request.Subresource, _ => body);
            case "delete":
                return Objects.Delete(
                    id,
                    (string?)body["propagationPolicy"],
                    (long?)body["gracePeriodSeconds"],
                    body["preconditions"] as JsonObject);
            default:
                return Patch(context.Request.ContentType, request, id, manager, query["force"] == "true", body);
        }
    }

    JsonObject Patch(
        string? type, ApiRequest request, ObjectId id, string manager, bool force, JsonObject body) => type switch
        {
            "application/merge-patch+json" => Objects.Replace(
                id, manager, request.Subresource, json => MergePatch.Apply(json, body)!.AsObject()),
            "application/apply-patch+yaml" when manager == "unknown" =>
                throw ApiFaultException.BadRequest("fieldManager is required for apply patch"),
            "application/apply-patch+yaml" => body["apiVersion"] is null || body["kind"] is null
                ? throw ApiFaultException.BadRequest("apiVersion and kind must be set")
                : Objects.Apply(id, manager, request.Subresource, body, force),
            _ => throw new ApiFaultException(415, "UnsupportedMediaType", $"{type}"),
        };

    JsonObject ListPage(ApiRequest request, IQueryCollection query)
    {
        var (items, version) = (string?)query["continue"] is { Length: > 0 } token
            ? Page(token)
            : (Objects.List(request, query["labelSelector"], query["fieldSelector"]), Objects.Version);
        var most = int.TryParse(query["limit"], out var limit) && limit > 0 ? limit : int.MaxValue;
        var metadata = new JsonObject { ["resourceVersion"] = $"{version}" };
        if (items.Count > most)
        {
            var next = $"{version}-{items.Count}-{pages.Count}";
            pages[next] = ([.. items.Skip(most)], version);
            metadata["continue"] = next;
        }

        // Items of a list do not say what they are.
        var shown = items.Take(most).Select(item =>
        {
            item.Remove("apiVersion");
            item.Remove("kind");
            return (JsonNode)item;
        });
        return new()
        {
            ["kind"] = "List",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. shown]),
        };
    }

    (IReadOnlyList<JsonObject> Left, long Version) Page(string token) =>
        pages.TryRemove(token, out var page) && page.Version >= Objects.Compacted
            ? page
            : throw ApiFaultException.Expired();

    static async Task WriteAsync(HttpContext context, int code, JsonObject json, CancellationToken cancel)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json.ToJsonString()), cancel);
    }

    static ObjectId IdOf<T>(string? @namespace, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        new(ApiResource.Of<T>().Group, ApiResource.Of<T>().Plural, @namespace, name);

    static JsonObject Json<T>(T entity)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var json = JsonNode.Parse(KubernetesJson.Serialize(entity))!.AsObject();
        json["apiVersion"] = ApiResource.Of<T>().ApiVersion;
        json["kind"] = ApiResource.Of<T>().Kind;
        return json;
    }

    static T Typed<T>(JsonObject json) => KubernetesJson.Deserialize<T>(json.ToJsonString());
}
