using System.Net;
using System.Text.Json.Nodes;
using GlobalTables.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace GlobalTables.Local.Tests;

public sealed class RouterTests : IAsyncLifetime
{
    readonly WebApplication region = EchoRegion();
    readonly HttpClient client = new();
    Router router = null!;

    public async ValueTask InitializeAsync()
    {
        await region.StartAsync();
        router = await Router.StartAsync(IPAddress.Loopback, port: 0);
        router.Show(new Dictionary<string, string>
        {
            ["eu-west-1"] = region.Urls.First(),
            ["us-east-1"] = "http://127.0.0.1:1",   // nobody listens there
        });
        client.BaseAddress = new Uri($"http://127.0.0.1:{router.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await router.DisposeAsync();
        await region.DisposeAsync();
    }

    [Fact]
    public async Task A_request_goes_to_the_region_it_is_signed_for()
    {
        using var answer = await SendAsync("eu-west-1", "/?a=b");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("dynamodb.example:1234 POST /?a=b {}", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_region_is_refused_with_the_regions_there_are()
    {
        using var answer = await SendAsync("sa-east-1", "/");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/x-amz-json-1.0", answer.Content.Headers.ContentType!.ToString());
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("com.amazon.coral.service#UnrecognizedClientException", (string?)body["__type"]);
        Assert.EndsWith("Regions here: eu-west-1, us-east-1.", (string?)body["message"]);
    }

    [Theory]
    [InlineData(null, "MissingAuthenticationTokenException")]
    [InlineData("Bearer token", "IncompleteSignatureException")]
    public async Task A_request_without_a_region_is_refused(string? authorization, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(type, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_region_that_is_down_is_unavailable()
    {
        using var answer = await SendAsync("us-east-1", "/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("#ServiceUnavailableException", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_taken_port_is_said()
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => Router.StartAsync(IPAddress.Loopback, router.Port));

        Assert.Contains($"Port {router.Port}", failure.Message);
        Assert.Contains("--port", failure.Message);
    }

    async Task<HttpResponseMessage> SendAsync(string signedFor, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}") };
        request.Headers.Host = "dynamodb.example:1234";
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential=k/20261122/{signedFor}/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
        return await client.SendAsync(request);
    }

    static WebApplication EchoRegion()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(
                $"{context.Request.Host} {context.Request.Method} {context.Request.Path}{context.Request.QueryString} "
                + await body.ReadToEndAsync());
        });
        return app;
    }
}
