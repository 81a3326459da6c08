using System.Net;
using System.Text.Json.Nodes;
using GlobalTables.RegionNode.Control;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static GlobalTables.RegionNode.Tests.Storage.ForeignWrites;

namespace GlobalTables.RegionNode.Tests.Control;

public sealed class ConflictsEndpointTests : IAsyncLifetime
{
    const string Ours = """{"p":{"S":"p"},"s":{"S":"k"},"price":{"N":"19.99"},"note":{"L":[{"S":"<ä>"},{"NULL":true}]}}""";
    const string Theirs = """{"p":{"S":"p"},"s":{"S":"k"},"price":{"N":"20.99"}}""";

    readonly TestVolume volume = new();
    readonly TableEntry table;
    readonly ForeignWrites foreign;
    readonly WebApplication server;
    readonly HttpClient client = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    public ConflictsEndpointTests()
    {
        table = volume.CreateTable();
        foreign = new(volume, table);
        var builder = Listener.On(IPAddress.Loopback, 0, HttpProtocols.Http2, Limits.RequestBytesMax, NullLoggerFactory.Instance);
        builder.Services.AddRoutingCore();
        server = builder.Build();
        server.MapGet("/conflicts", new ConflictsEndpoint(volume.Catalog, volume.Now.Conflicts, TimeProvider.System).GetAsync);
    }

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
        volume.Dispose();
    }

    [Fact]
    public async Task A_conflict_is_a_line_with_both_writes_word_for_word()
    {
        Lose(1);
        var line = Assert.Single(await LinesAsync("table=products"));
        Assert.Contains($"\"item\":{Ours}", line, StringComparison.Ordinal);
        Assert.Contains($"\"item\":{Theirs}", line, StringComparison.Ordinal);
        var conflict = JsonNode.Parse(line)!;
        Assert.Equal(1, (long)conflict["position"]!);
        Assert.Equal("products", (string?)conflict["table"]);
        Assert.Equal(volume.Time.GetUtcNow(), (DateTimeOffset)conflict["recordedAt"]!);
        Assert.Equal("""{"p":{"S":"p"},"s":{"S":"k1"}}""", conflict["key"]!.ToJsonString());
        var row = Assert.Single(volume.Rows(table));
        Assert.Equal(
            ("us-east-1", "77", 1, "put"),
            ((string?)conflict["loser"]!["region"], (string?)conflict["loser"]!["log"],
                (long)conflict["loser"]!["sequence"]!, (string?)conflict["loser"]!["kind"]));
        Assert.Equal(
            ("eu-west-1", $"{table.Log}", 1, row.Time.ToString()),
            ((string?)conflict["winner"]!["region"], (string?)conflict["winner"]!["log"],
                (long)conflict["winner"]!["sequence"]!, (string?)conflict["winner"]!["stamp"]));
        Assert.Equal(volume.Time.GetUtcNow().AddMilliseconds(-5), (DateTimeOffset)conflict["loser"]!["writtenAt"]!);
    }

    [Fact]
    public async Task Deletes_have_a_key_and_no_item()
    {
        foreign.Apply(foreign.Record(UsLog, 1, "k", "", ms: 5));
        foreign.Apply(foreign.Record(ApLog, 1, "k", "", ms: 6, flags: RowFlags.Expiry));
        var conflict = JsonNode.Parse(Assert.Single(await LinesAsync("table=products")))!;
        Assert.Equal("k", (string?)conflict["key"]!["s"]!["S"]);
        Assert.Equal("delete", (string?)conflict["loser"]!["kind"]);
        Assert.Equal("expiry", (string?)conflict["winner"]!["kind"]);
        Assert.Null(conflict["loser"]!["item"]);
        Assert.Null(conflict["winner"]!["item"]);
    }

    [Fact]
    public async Task A_reader_goes_on_after_what_it_has_seen()
    {
        Lose(5);
        var first = await LinesAsync("table=products&limit=2");
        Assert.Equal([1, 2], first.Select(PositionOf));
        Assert.Equal([3, 4, 5], (await LinesAsync("table=products&after=2")).Select(PositionOf));
        Assert.Empty(await LinesAsync("table=products&after=5"));
    }

    [Fact]
    public async Task Who_follows_is_told_of_what_comes()
    {
        Lose(1);
        var cancel = TestContext.Current.CancellationToken;
        using var answer = await client.GetAsync(
            new Uri("/conflicts?table=products&follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        Assert.Equal(1, PositionOf((await lines.ReadLineAsync(cancel))!));
        Lose(2);
        Assert.Equal(2, PositionOf((await lines.ReadLineAsync(cancel))!));
        Assert.Equal(3, PositionOf((await lines.ReadLineAsync(cancel))!));

        // What is followed ends with the table.
        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, table));
        Assert.Null(await lines.ReadLineAsync(cancel));
    }

    [Fact]
    public async Task So_many_may_follow_and_no_more()
    {
        var cancel = TestContext.Current.CancellationToken;
        var followers = new List<HttpResponseMessage>();
        for (var i = 0; i < Limits.ConflictFollowersMax; i++)
        {
            followers.Add(await client.GetAsync(
                new Uri("/conflicts?table=products&follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel));
        }

        Assert.All(followers, follower => Assert.Equal(HttpStatusCode.OK, follower.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync("table=products&follow=true")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("table=products")).Status);

        // Who hangs up makes room, which the server sees a moment later.
        followers.ForEach(follower => follower.Dispose());
        HttpStatusCode status;
        do
        {
            cancel.ThrowIfCancellationRequested();
            using var again = await client.GetAsync(
                new Uri("/conflicts?table=products&follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
            status = again.StatusCode;
        }
        while (status != HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", "Which table?")]
    [InlineData("table=", "Which table?")]
    [InlineData("table=a&table=b", "Which table?")]
    [InlineData("table=products&after=x", "after is \"x\"")]
    [InlineData("table=products&after=-1", "after is \"-1\"")]
    [InlineData("table=products&limit=0", "from 1 to 1000")]
    [InlineData("table=products&limit=1001", "limit is \"1001\"")]
    [InlineData("table=products&follow=yes", "follow is \"yes\"; it is true or false")]
    [InlineData("table=products&follow=true&limit=5", "exclude each other")]
    [InlineData("table=products&since=5", "since is no parameter here; there are table, after, limit, follow")]
    public async Task Wrong_parameters_are_named(string query, string error)
    {
        var (status, body) = await GetAsync(query);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(error, (string?)JsonNode.Parse(body)!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_table_is_not_found_and_the_known_ones_are_named()
    {
        var (status, body) = await GetAsync("table=Orders");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("There is no table Orders in eu-west-1. It has: products.", (string?)JsonNode.Parse(body)!["error"]);
    }

    static long PositionOf(string line) => (long)JsonNode.Parse(line)!["position"]!;

    // Writes here, and older concurrent ones of us-east-1.
    void Lose(int howMany)
    {
        for (var i = 0; i < howMany; i++)
        {
            var number = (int)volume.Now.Changes.PositionsOf(table).Head + 1;
            volume.Put(table, TestVolume.Key("p", $"k{number}"), Ours);
            foreign.Apply(foreign.Record(UsLog, number, $"k{number}", Theirs, ms: -5));
        }
    }

    async Task<string[]> LinesAsync(string query)
    {
        var (status, body) = await GetAsync(query);
        Assert.Equal(HttpStatusCode.OK, status);
        return body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    async Task<(HttpStatusCode Status, string Body)> GetAsync(string query)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var answer = await client.GetAsync(new Uri("/conflicts?" + query, UriKind.Relative), cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }
}
