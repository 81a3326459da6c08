using System.Text.Json.Nodes;
using GlobalTables.Gateway;

namespace GlobalTables.Local.Tests;

/// <summary>Whole runs, with real processes.</summary>
public sealed class LocalRunTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    LocalOptions Options(params string[] manifests) => new()
    {
        Manifests = manifests,
        DataFolder = folder.File("data"),
        Port = 0,
    };

    [Fact]
    public async Task A_second_start_finds_tables_data_ports_and_regions_of_the_API()
    {
        var manifest = folder.Write("products.yaml", Products.Manifest("us-east-1"));
        Dictionary<string, RegionPorts> ports;
        await using (var first = await TestRun.StartAsync(Options(manifest)))
        {
            await first.UntilActiveAsync("us-east-1");
            await first.Table.PutAsync("us-east-1", "PROD123", "19.99", TestContext.Current.CancellationToken);
            await first.Table.AddReplicaAsync("us-east-1", "eu-west-1", TestContext.Current.CancellationToken);
            await first.UntilActiveAsync("eu-west-1", "us-east-1");
            ports = first.Run.Regions.Running.ToDictionary(region => region.Name, region => region.Ports);
        }

        await using var second = await TestRun.StartAsync(Options(manifest));
        await second.UntilActiveAsync("eu-west-1", "us-east-1");

        Assert.Equal("19.99", await second.Table.PriceAsync("eu-west-1", "PROD123", TestContext.Current.CancellationToken));
        Assert.Equal(ports, second.Run.Regions.Running.ToDictionary(region => region.Name, region => region.Ports));
    }

    [Fact]
    public async Task An_edited_manifest_adds_and_removes_regions_and_a_wrong_one_changes_nothing()
    {
        var manifest = folder.Write("products.yaml", Products.Manifest("us-east-1", "eu-west-1"));
        await using var run = await TestRun.StartAsync(Options(manifest));
        await run.UntilActiveAsync("eu-west-1", "us-east-1");

        folder.Write("products.yaml", Products.Manifest("us-east-1").Replace("HASH", "hash"));
        await run.UntilSaidAsync("products.yaml:9: ");
        Assert.Equal(2, run.Run.Regions.Running.Count);

        folder.Write("products.yaml", Products.Manifest("us-east-1", "sa-east-1"));
        await run.UntilActiveAsync("sa-east-1", "us-east-1");
        Assert.Equal(["sa-east-1", "us-east-1"], run.Run.Regions.Running.Select(region => region.Name));
    }

    [Fact]
    public async Task A_region_is_promoted_and_demoted_by_the_manifest()
    {
        var cancel = TestContext.Current.CancellationToken;
        var demoted = Products.Manifest("us-east-1", "eu-west-1")
            .Replace("region: eu-west-1", "{region: eu-west-1, access: ReadOnly}");
        var manifest = folder.Write("products.yaml", demoted);
        await using var run = await TestRun.StartAsync(Options(manifest));
        await run.UntilActiveAsync("eu-west-1", "us-east-1");

        await run.Table.PutAsync("us-east-1", "PROD123", "19.99", cancel);
        var refused = await Assert.ThrowsAsync<DynamoAnswerException>(
            () => run.Table.PutAsync("eu-west-1", "PROD123", "9.99", cancel));
        Assert.Contains("Table Products is read-only in eu-west-1", refused.Message);

        folder.Write("products.yaml", Products.Manifest("us-east-1", "eu-west-1"));
        while (true)
        {
            try
            {
                await run.Table.PutAsync("eu-west-1", "PROD124", "9.99", cancel);
                break;
            }
            catch (DynamoAnswerException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
            }
        }
    }

    [Fact]
    public async Task A_killed_region_is_started_again()
    {
        await using var run = await TestRun.StartAsync(
            Options(folder.Write("products.yaml", Products.Manifest("us-east-1", "eu-west-1"))));
        await run.UntilActiveAsync("eu-west-1", "us-east-1");

        run.Kill("eu-west-1");
        await run.UntilSaidAsync("eu-west-1: the process ended with exit code 137 and is started again");
        await run.UntilActiveAsync("eu-west-1", "us-east-1");
    }

    [Fact]
    public async Task A_region_without_a_table_answers()
    {
        await using var run = await TestRun.StartAsync(Options() with { Regions = ["us-east-1"] });
        await run.UntilSaidAsync("GlobalTables is running");
        using var client = new DynamoClient(new Uri($"http://127.0.0.1:{run.Run.Router.Port}"), TimeProvider.System);

        var tables = await client.CallAsync("us-east-1", "ListTables", [], TestContext.Current.CancellationToken);

        Assert.Empty(Assert.IsType<JsonArray>(tables["TableNames"]));
    }

    [Fact]
    public async Task With_nothing_to_run_nothing_is_started()
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => TestRun.StartAsync(Options()));

        Assert.StartsWith("There is nothing to run. Give a manifest", failure.Message);
    }

    [Fact]
    public async Task Too_many_regions_are_refused()
    {
        var regions = Enumerable.Range(1, 33).Select(number => $"r{number}").ToArray();

        var failure = await Assert.ThrowsAsync<StartException>(() => TestRun.StartAsync(Options() with { Regions = regions }));

        Assert.Contains("at most 32", failure.Message);
    }

    [Fact]
    public async Task A_wrong_manifest_starts_nothing_and_leaves_no_folder()
    {
        var manifest = folder.Write("products.yaml", Products.Manifest("us-east-1").Replace("\"S\"", "N"));

        var failure = await Assert.ThrowsAsync<StartException>(() => TestRun.StartAsync(Options(manifest)));

        Assert.StartsWith($"{manifest}:7: ", failure.Message);
        Assert.False(Directory.Exists(folder.File("data")));
    }
}
