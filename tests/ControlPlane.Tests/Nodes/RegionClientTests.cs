using System.Net;
using System.Text.Json;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlobalTables.ControlPlane.Tests.Nodes;

public sealed class RegionClientTests : IAsyncLifetime
{
    static readonly RegionStatus Status = new()
    {
        Region = "eu-west-1",
        Incarnation = "1",
        ConfigEpoch = 7,
        Revision = 3,
    };

    static readonly RegionConfig Config = new() { Region = "eu-west-1", Epoch = 7 };

    readonly WebApplication node;
    RequestDelegate answer = context => WriteAsync(context, 200, JsonSerializer.Serialize(Status, ContractJson.Default.RegionStatus));
    string seen = "";
    RegionClient client = null!;

    public RegionClientTests()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        node = builder.Build();
        node.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            seen = $"{context.Request.Protocol} {context.Request.Method} {context.Request.Path}{context.Request.QueryString} "
                + await body.ReadToEndAsync();
            await answer(context);
        });
    }

    public async ValueTask InitializeAsync()
    {
        await node.StartAsync();
        client = new RegionClient(new Uri(node.Urls.First()), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_config_is_put_over_HTTP_2_and_answered_with_the_status()
    {
        var told = Assert.IsType<NodeAnswer.Told>(await client.PushAsync(Config, TestContext.Current.CancellationToken));

        Assert.Equal(7, told.Status.ConfigEpoch);
        Assert.StartsWith("HTTP/2 PUT /control/config {\"epoch\":7,\"region\":\"eu-west-1\"", seen);
    }

    [Theory]
    [InlineData(null, "HTTP/2 GET /control/status ")]
    [InlineData(3L, "HTTP/2 GET /control/status?seen=3&wait=1000 ")]
    public async Task A_watch_says_what_was_seen(long? revision, string request)
    {
        Assert.IsType<NodeAnswer.Told>(await client.WatchAsync(revision, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.Equal(request, seen);
    }

    [Theory]
    [InlineData("{\"error\":\"epoch 7 is stale\"}", "epoch 7 is stale")]
    [InlineData("no JSON", "no JSON")]
    public async Task A_refusal_has_the_node_s_reason(string body, string reason)
    {
        answer = context => WriteAsync(context, 409, body);

        var refused = Assert.IsType<NodeAnswer.Refused>(await client.PushAsync(Config, TestContext.Current.CancellationToken));

        Assert.Equal(reason, refused.Reason);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "no JSON")]
    [InlineData(200, "{}")]
    [InlineData(200, "null")]
    public async Task An_answer_that_makes_no_sense_counts_as_none(int status, string body)
    {
        answer = context => WriteAsync(context, status, body);

        Assert.IsType<NodeAnswer.Unreachable>(await client.WatchAsync(null, TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_unreachable()
    {
        await node.StopAsync(TestContext.Current.CancellationToken);

        Assert.IsType<NodeAnswer.Unreachable>(await client.WatchAsync(null, TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_asked_may_give_up()
    {
        using var cancelled = new CancellationTokenSource();
        answer = context =>
        {
            cancelled.Cancel();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WatchAsync(null, TimeSpan.Zero, cancelled.Token));
    }

    static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }
}
