using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlobalTables.RegionNode;

/// <summary>
/// One of the node's ports with all that answers there. The ports share nothing, so what is meant for peers can
/// never be reached through the API's port.
/// </summary>
static class Listener
{
    public static WebApplicationBuilder On(
        IPAddress host, int port, HttpProtocols protocols, long bodyBytesMax, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, StoppedByNode>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = bodyBytesMax;
            kestrel.Listen(host, port, listen => listen.Protocols = protocols);
        });
        return builder;
    }

    /// <summary>The address that the listener has, with the port that was picked where 0 was asked for.</summary>
    public static string AddressOf(WebApplication started) =>
        started.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    // The node stops its listeners in an order of its own; the host's own handling of signals would stop all.
    sealed class StoppedByNode : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
