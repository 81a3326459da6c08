using Amazon.DynamoDBv2;

namespace GlobalTables.Local.Tests.Sdk;

/// <summary>The README's walkthrough with the AWS SDK, by both ways in.</summary>
public sealed class WalkthroughTests : IDisposable
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";
    const string Product = "PROD123";

    static readonly TimeSpan ReplicationDelay = TimeSpan.FromSeconds(2);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task From_a_manifest()
    {
        var manifest = folder.Write("products.yaml", Products.Manifest(Us, Eu));
        await using var run = await TestRun.StartAsync(Options() with { Manifests = [manifest] });
        await run.UntilActiveAsync(Eu, Us);
        using var regions = new SdkRegions(run.Run.Router.Port);
        await PlayAsync(run, new(regions));
    }

    [Fact]
    public async Task As_on_AWS()
    {
        await using var run = await TestRun.StartAsync(Options() with { Regions = [Us, Eu] });
        await run.UntilSaidAsync("GlobalTables is running");
        using var regions = new SdkRegions(run.Run.Router.Port);
        var products = new SdkProducts(regions);

        await products.CreateAsync(Us);
        await Eventually.EqualsAsync("the table", "ACTIVE: ", () => products.ReplicasAsync(Us));
        await products.PutAsync(Us, "PROD100", "5");
        _ = await products.AddReplicaAsync(Us, Eu);
        await Eventually.EqualsAsync("the replica", $"ACTIVE: {Us} ACTIVE", () => products.ReplicasAsync(Eu));
        Assert.Equal("5", await products.PriceAsync(Eu, "PROD100"));
        var again = await products.AddReplicaAsync(Eu, Us);
        Assert.Equal(TableStatus.ACTIVE, again.TableDescription.TableStatus);
        await Eventually.EqualsAsync("the source", $"ACTIVE: {Eu} ACTIVE", () => products.ReplicasAsync(Us));

        await PlayAsync(run, products);
    }

    LocalOptions Options() => new()
    {
        DataFolder = folder.File("data"),
        Port = 0,
        ReplicationDelay = ReplicationDelay,
    };

    static async Task PlayAsync(TestRun run, SdkProducts products)
    {
        // A stale read first, and then the item.
        _ = await products.PriceAsync(Eu, Product);
        await products.PutAsync(Us, Product, "9.99");
        Assert.Null(await products.PriceAsync(Eu, Product));
        await Eventually.EqualsAsync("the item elsewhere", "9.99", () => products.PriceAsync(Eu, Product));

        // Both regions write before they have heard of each other: the later write wins in both.
        await products.SetPriceAsync(Us, Product, "19.99");
        await products.SetPriceAsync(Eu, Product, "20.99");
        Assert.Equal("19.99", await products.PriceAsync(Us, Product));
        await Eventually.EqualsAsync("the price here", "20.99", () => products.PriceAsync(Us, Product));
        await Task.Delay(ReplicationDelay, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("20.99", await products.PriceAsync(Eu, Product));

        // A third region appears and fills while writes go on.
        var number = 0;
        for (; number < 200; number++)
        {
            await products.PutAsync(Us, $"PROD-{number}", "1");
        }

        _ = await products.AddReplicaAsync(Us, Ap);
        var isActive = run.UntilActiveAsync(Ap, Eu, Us);
        for (; !isActive.IsCompleted; number++)
        {
            await products.PutAsync(number % 2 == 0 ? Us : Eu, $"PROD-{number}", "1");
        }

        await isActive;
        var expected = (await products.ItemsAsync(Us)).Count;
        Assert.Equal("20.99", await products.PriceAsync(Ap, Product));
        await EndAlikeAsync(products, [Us, Eu, Ap], atLeast: expected);

        // Asking again for a replica that is there succeeds and changes nothing.
        var before = await products.ReplicasAsync(Us);
        var again = await products.AddReplicaAsync(Us, Ap);
        Assert.Equal(TableStatus.ACTIVE, again.TableDescription.TableStatus);
        Assert.Equal(before, await products.ReplicasAsync(Us));

        // A region dies; the others go on without it; it comes back and converges.
        run.Kill(Eu);
        await products.PutAsync(Us, "PROD-while-away-1", "21.99");
        await products.PutAsync(Ap, "PROD-while-away-2", "22.99");
        Assert.Equal("21.99", await products.PriceAsync(Us, "PROD-while-away-1"));
        await Eventually.EqualsAsync(
            "what was written meanwhile", "21.99", () => products.PriceIfUpAsync(Eu, "PROD-while-away-1"));
        await EndAlikeAsync(products, [Us, Eu, Ap], atLeast: expected + 2);
    }

    static async Task EndAlikeAsync(SdkProducts products, string[] regions, int atLeast) =>
        _ = await Eventually.HoldsAsync(
            "the regions' items",
            () => Task.WhenAll(regions.Select(products.ItemsAsync)),
            items => items[0].Count >= atLeast && items.All(other => other.SequenceEqual(items[0])));
}
