using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// Probes and metrics on a listener of their own: <c>/livez</c> and <c>/healthz</c> (the loops turn), <c>/readyz</c>
/// (the caches are there; a standby is ready too), <c>/metrics</c>.
/// </summary>
public sealed class HealthEndpoint : IHostedService, IAsyncDisposable
{
    readonly WebApplication? app;
    readonly Health health;
    readonly OperatorMetrics metrics;

    internal HealthEndpoint(int? port, Health health, OperatorMetrics metrics)
    {
        (this.health, this.metrics) = (health, metrics);
        if (port is { } listen)
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore();
            builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.ListenAnyIP(listen, one => one.Protocols = HttpProtocols.Http1));
            app = builder.Build();
            app.Run(AnswerAsync);
        }
    }

    /// <summary>Where it listens, once started; null for nowhere.</summary>
    public int? Port => app?.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
        .Select(address => BindingAddress.Parse(address).Port)
        .Cast<int?>()
        .FirstOrDefault();

    public Task StartAsync(CancellationToken cancellationToken) =>
        app?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;

    Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/livez" or "/healthz":
                return TellAsync(context.Response, health.Ailing());
            case "/readyz":
                return TellAsync(context.Response, health.Missing());
            case "/metrics":
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                return metrics.Registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
            default:
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                return Task.CompletedTask;
        }
    }

    static Task TellAsync(HttpResponse response, IReadOnlyList<string> problems)
    {
        response.StatusCode = (int)(problems.Count == 0 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(problems.Count == 0 ? "ok\n" : string.Join('\n', problems) + "\n");
    }
}
