using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GlobalTables.RegionNode.Http;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GlobalTables.RegionNode.Tests.Http;

/// <summary>One region's API over HTTP, on a volume in a temporary folder.</summary>
sealed class Api : IAsyncDisposable
{
    public const string Region = "eu-west-1";

    readonly string folder;
    readonly Volume volume;
    readonly WebApplication server;
    readonly HttpClient client;

    Api(Volume volume, WebApplication server, HttpClient client, string folder)
    {
        this.volume = volume;
        this.server = server;
        this.client = client;
        this.folder = folder;
    }

    public Volume Volume => volume;

    public static async Task<Api> StartAsync(TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var folder = Directory.CreateTempSubdirectory("globaltables-").FullName;
        var volume = Volume.Open(folder, Region, time, new IdSource(new Random(1)));
        volume.StartWriter();
        var endpoint = new DynamoEndpoint(
            volume.Catalog, volume.Queue, volume.Items, volume.Requests, volume.Config, volume.Streams,
            time, NullLogger<DynamoEndpoint>.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(endpoint.HandleAsync);
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Api(volume, server, new HttpClient { BaseAddress = new Uri(address) }, folder);
    }

    /// <summary>A running API with a table <c>things</c> keyed by the string <c>pk</c>.</summary>
    public static async Task<Api> WithTableAsync()
    {
        var api = await StartAsync();
        await api.OkAsync("CreateTable", Table("things"));
        return api;
    }

    /// <summary>A running API with a table <c>things</c> keyed by the strings <c>pk</c> and <c>sk</c>.</summary>
    public static async Task<Api> WithSortedTableAsync(string sortType = "S")
    {
        var api = await StartAsync();
        await api.OkAsync("CreateTable", $$"""
            {"TableName":"things","BillingMode":"PAY_PER_REQUEST",
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                     {"AttributeName":"sk","AttributeType":"{{sortType}}"}],
             "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]}
            """);
        return api;
    }

    public static string Table(string name) => $$"""
        {"TableName":"{{name}}","BillingMode":"PAY_PER_REQUEST",
         "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
         "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}
        """;

    public async Task<JsonNode> OkAsync(string operation, string body)
    {
        var answer = await SendAsync(operation, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{operation}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The answer's text, for answers whose every byte matters.</summary>
    public async Task<string> TextAsync(string operation, string body) =>
        await (await SendAsync(operation, body)).Content.ReadAsStringAsync();

    /// <summary>The error's short name and message, of a request that must fail with status 400.</summary>
    public async Task<(string Type, string Message)> ErrorAsync(string operation, string body)
    {
        var answer = await SendAsync(operation, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{operation}: {(int)answer.StatusCode} {text}");
        var error = JsonNode.Parse(text)!;
        return (((string)error["__type"]!).Split('#')[1], (string?)error["message"] ?? "");
    }

    /// <summary>The message of a ValidationException.</summary>
    public async Task<string> RefusalAsync(string operation, string body)
    {
        var (type, message) = await ErrorAsync(operation, body);
        Assert.Equal("ValidationException", type);
        return message;
    }

    /// <param name="operation">One of DynamoDB; one of Streams with its target's first part.</param>
    public Task<HttpResponseMessage> SendAsync(string operation, string body) => SendRawAsync(
        operation.Contains('.', StringComparison.Ordinal) ? operation : "DynamoDB_20120810." + operation,
        Encoding.UTF8.GetBytes(body));

    public async Task<HttpResponseMessage> SendRawAsync(string? target, byte[] body, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, "/");
        if (request.Method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        }

        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        return await client.SendAsync(request);
    }

    public Task PutAsync(string item) => OkAsync("PutItem", $$"""{"TableName":"things","Item":{{item}}}""");

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        volume.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
