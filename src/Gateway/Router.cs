using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Yarp.ReverseProxy.Forwarder;

namespace GlobalTables.Gateway;

/// <summary>
/// One endpoint for all regions: a request goes to the region for which it was signed, so that <c>--region</c> works
/// with one endpoint URL, as it does on AWS.
/// </summary>
public sealed class Router : IAsyncDisposable
{
    const string Coral = "com.amazon.coral.service";
    static readonly ForwarderRequestConfig Forwarding = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = TimeSpan.FromSeconds(100),
    };

    readonly WebApplication app;
    readonly HttpMessageInvoker client;
    readonly IHttpForwarder forwarder;

    /// <summary>Addresses by region; requests read it whole.</summary>
    volatile FrozenDictionary<string, string> addresses = FrozenDictionary<string, string>.Empty;

    Router(WebApplication app)
    {
        this.app = app;
        forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),   // before the node closes it
        });
        app.Run(RouteAsync);
    }

    public int Port { get; private set; }

    /// <param name="host">Where to listen.</param>
    /// <param name="port">0 picks a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<Router> StartAsync(IPAddress host, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;   // the node has the bounds, and the error texts for them
            kestrel.Listen(host, port);
        });
        builder.Services.AddHttpForwarder();
        var router = new Router(builder.Build());
        try
        {
            await router.app.StartAsync();
        }
        catch (IOException failure)
        {
            await router.DisposeAsync();
            throw new IOException(
                $"Port {port} of this machine is taken: {failure.Message} Stop the program that has it, or "
                + "give another port with --port.",
                failure);
        }

        router.Port = new Uri(router.app.Urls.First()).Port;
        return router;
    }

    /// <summary>The regions from now on, by name, with the addresses of their APIs.</summary>
    public void Show(IReadOnlyDictionary<string, string> regions) =>
        addresses = regions.ToFrozenDictionary(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    async Task RouteAsync(HttpContext context)
    {
        if (AddressFor(context.Request) is not { } address)
        {
            await RefuseAsync(context);
            return;
        }

        var error = await forwarder.SendAsync(context, address, client, Forwarding, KeepHost.Instance);
        if (error != ForwarderError.None
            && !context.Response.HasStarted
            && !context.RequestAborted.IsCancellationRequested)
        {
            var cause = context.GetForwarderErrorFeature()?.Exception?.GetBaseException().Message;
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable,
                $"{Coral}#ServiceUnavailableException",
                $"Region {RegionOf(context.Request)} does not answer at the moment; "
                + $"the other regions are not concerned. Try again. ({error}: {cause})");
        }
    }

    string? AddressFor(HttpRequest request)
    {
        var region = SignedRegion.Of(request.Headers.Authorization.ToString(), request.QueryString.Value);
        return addresses.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(region, out var address)
            ? address
            : null;
    }

    static string RegionOf(HttpRequest request) =>
        SignedRegion.Of(request.Headers.Authorization.ToString(), request.QueryString.Value).ToString();

    Task RefuseAsync(HttpContext context)
    {
        var here = $"Regions here: {string.Join(", ", addresses.Keys.Order(StringComparer.Ordinal))}.";
        return RegionOf(context.Request) switch
        {
            "" when context.Request.Headers.Authorization.ToString().Length == 0 => AnswerAsync(
                context,
                StatusCodes.Status400BadRequest,
                $"{Coral}#MissingAuthenticationTokenException",
                $"Request is missing Authentication Token. Sign it for a region; any credentials do. {here}"),
            "" => AnswerAsync(
                context,
                StatusCodes.Status400BadRequest,
                $"{Coral}#IncompleteSignatureException",
                "The Authorization header names no region: Credential=KEY/DATE/REGION/dynamodb/aws4_request is needed. "
                + here),
            var region => AnswerAsync(
                context,
                StatusCodes.Status400BadRequest,
                $"{Coral}#UnrecognizedClientException",
                $"There is no region {region} here. {here}"),
        };
    }

    static async Task AnswerAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("__type", type);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    /// <summary>The Host header is part of what a client signs.</summary>
    sealed class KeepHost : HttpTransformer
    {
        public static readonly KeepHost Instance = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext,
            HttpRequestMessage proxyRequest,
            string destinationPrefix,
            CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;
        }
    }
}
