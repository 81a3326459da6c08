using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace GlobalTables.Operator.Tests.Kubernetes;

/// <summary>Answers one request after the other as a script says; after its end it says nothing at all.</summary>
sealed class ScriptedServer : IAsyncDisposable
{
    readonly ConcurrentQueue<Func<HttpContext, Task>> script = new();
    readonly WebApplication app;

    ScriptedServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, one => one.Protocols = HttpProtocols.Http1));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>The queries that came, in order.</summary>
    public ConcurrentQueue<IQueryCollection> Queries { get; } = new();

    public string Address => app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<ScriptedServer> StartAsync()
    {
        var server = new ScriptedServer();
        await server.app.StartAsync();
        return server;
    }

    public ScriptedServer Then(Func<HttpContext, Task> answer)
    {
        script.Enqueue(answer);
        return this;
    }

    public ScriptedServer ThenList(string version, string? next, params string[] items) => Then(context =>
        context.Response.WriteAsync(
            $$"""
            {"kind":"ConfigMapList","apiVersion":"v1",
            "metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},
            "items":[{{string.Join(',', items)}}]}
            """));

    /// <summary>A watch that tells this and ends.</summary>
    public ScriptedServer ThenWatch(params string[] lines) => Then(async context =>
    {
        foreach (var line in lines)
        {
            await context.Response.WriteAsync(line + "\n");
            await context.Response.Body.FlushAsync();
        }
    });

    public ScriptedServer ThenRefuse(int status, string reason) => Then(context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(Status(status, reason));
    });

    public static string Item(string name, int version, string data = "{}") =>
        $$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"default","uid":"uid-{{{name}}}",
        "resourceVersion":"{{{version}}}"},"data":{{{data}}}}
        """.ReplaceLineEndings("");

    public static string Event(string type, string json) => "{\"type\":\"" + type + "\",\"object\":" + json + "}";

    public static string Bookmark(int version) =>
        Event(
        "BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"" + version + "\",\"creationTimestamp\":null}}");

    public static string Status(int code, string reason) =>
        $$"""
        {"kind":"Status","apiVersion":"v1","status":"Failure","message":"told so","reason":"{{reason}}",
        "code":{{code}}}
        """.ReplaceLineEndings("");

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(true));
        await app.DisposeAsync();
    }

    async Task AnswerAsync(HttpContext context)
    {
        Queries.Enqueue(context.Request.Query);
        if (script.TryDequeue(out var answer))
        {
            await answer(context);
            return;
        }

        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
