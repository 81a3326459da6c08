using System.Net;
using System.Text.Json.Nodes;
using GlobalTables.RegionNode.Control;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tests.Replication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GlobalTables.RegionNode.Tests.Control;

public sealed class VerifyEndpointTests : IAsyncLifetime
{
    readonly World world = VerifyWorld.Found(2);
    readonly WebApplication server;
    readonly HttpClient client = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    public VerifyEndpointTests()
    {
        var builder = Listener.On(IPAddress.Loopback, 0, HttpProtocols.Http2, Limits.RequestBytesMax, NullLoggerFactory.Instance);
        builder.Services.AddRoutingCore();
        server = builder.Build();
        var endpoint = new VerifyEndpoint(Region.Volume.Catalog, Region.Replication);
        server.MapGet("/verify", endpoint.GetAsync);
        server.MapPost("/verify", endpoint.PostAsync);
    }

    WorldRegion Region => world.Regions[0];

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync(TestContext.Current.CancellationToken);
        client.BaseAddress = new Uri(Listener.AddressOf(server));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.StopAsync(new CancellationToken(canceled: true));
        await server.DisposeAsync();
        world.Dispose();
    }

    [Fact]
    public async Task A_pass_is_begun_by_a_post_and_told_from_its_beginning_to_its_end()
    {
        Region.Write("a", """{"v":{"N":"1"}}""");
        Region.Write("b", """{"v":{"N":"2"}}""");
        await world.SettleAllAsync();
        Assert.Equal("Never", (string?)(await SourceAsync(HttpMethod.Get))["state"]);

        Region.Damage("a");
        Region.Lose("b");
        Assert.Equal("Waiting", (string?)(await SourceAsync(HttpMethod.Post, HttpStatusCode.Accepted))["state"]);
        await world.SettleAllAsync();
        var (_, report) = await SendAsync(HttpMethod.Get, "table=products");
        Assert.Equal("products", (string?)report["table"]);
        Assert.Equal("eu-west-1", (string?)report["region"]);
        Assert.Equal((2, 0), ((int)report["repairedRows"]!, (int)report["damagedRows"]!));
        var source = Assert.Single(report["sources"]!.AsArray())!;
        Assert.Equal("us-east-1", (string?)source["region"]);
        Assert.Equal(("Idle", 100), ((string?)source["state"], (int)source["percent"]!));
        Assert.Equal(
            (2, 1, 1, 0),
            ((int)source["rowsRepaired"]!, (int)source["damagedFound"]!, (int)source["damagedRepaired"]!, (int)source["notRepaired"]!));
        Assert.True((DateTimeOffset)source["finishedAt"]! >= (DateTimeOffset)source["startedAt"]!);
        Assert.Equal((1, 0), ((int)source["rowsCompared"]!, (int)source["rowsBehind"]!));
        Assert.True((int)source["rangesDiffered"]! > 0);
        Assert.Null(source["lastError"]);
    }

    [Theory]
    [InlineData("", 400, "Which table?")]
    [InlineData("table=", 400, "Which table?")]
    [InlineData("table=products&now=true", 400, "now is no parameter here")]
    [InlineData("table=Orders", 404, "There is no table Orders in eu-west-1. It has: products.")]
    public async Task What_is_wrong_with_a_request_is_said(string query, int status, string error)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            var (answered, body) = await SendAsync(method, query);
            Assert.Equal(status, (int)answered);
            Assert.Contains(error, (string?)body["error"], StringComparison.Ordinal);
        }

        Assert.Equal("Never", (string?)(await SourceAsync(HttpMethod.Get))["state"]);
    }

    async Task<JsonNode> SourceAsync(HttpMethod method, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var (status, body) = await SendAsync(method, "table=products");
        Assert.Equal(expected, status);
        return Assert.Single(body["sources"]!.AsArray())!;
    }

    async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string query)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(method, new Uri("/verify?" + query, UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await client.SendAsync(request, cancel);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!);
    }
}
