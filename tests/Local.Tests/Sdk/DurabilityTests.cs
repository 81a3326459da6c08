using System.Collections.Concurrent;
using System.Globalization;
using Amazon.DynamoDBv2;

namespace GlobalTables.Local.Tests.Sdk;

/// <summary>What was acknowledged is there in the end, whatever dies meanwhile.</summary>
public sealed class DurabilityTests : IDisposable
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const int Items = 10_000;
    const int SharedItems = 2_000;
    const int KillsPerRegion = 3;
    const int WritersPerRegion = 4;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// Some items are written in both regions, the others in one, over and over while each region is killed in
    /// turn, with a number that only grows. A write that was not answered may be there or not. So each item must
    /// end with a number that its winning region has tried, and that is not below the last it had acknowledged.
    /// </summary>
    [Fact]
    public async Task Regions_that_are_killed_in_turn_lose_nothing_and_end_identical()
    {
        var cancel = TestContext.Current.CancellationToken;
        var manifest = folder.Write("products.yaml", Products.Manifest(Us, Eu));
        await using var run = await TestRun.StartAsync(new LocalOptions
        {
            Manifests = [manifest],
            DataFolder = folder.File("data"),
            Port = 0,
        });
        await run.UntilActiveAsync(Eu, Us);
        using var regions = new SdkRegions(run.Run.Router.Port);
        var products = new SdkProducts(regions);
        var written = new Dictionary<string, RegionWrites> { [Us] = new(regions, Us), [Eu] = new(regions, Eu) };

        using var killed = new CancellationTokenSource();
        var writing = written.Values.SelectMany(one => one.Start(WritersPerRegion, killed.Token, cancel)).ToList();
        for (var kill = 0; kill < KillsPerRegion; kill++)
        {
            foreach (var region in new[] { Us, Eu })
            {
                await written[region].AdvancesAsync();
                run.Kill(region);
                await written[region].FailsAsync();
            }
        }

        await Task.WhenAll(written.Values.Select(one => one.AdvancesAsync()));
        await killed.CancelAsync();
        await Task.WhenAll(writing);
        var items = await Eventually.HoldsAsync(
            "the regions' items",
            () => Task.WhenAll(products.ItemsAsync(Us), products.ItemsAsync(Eu)),
            both => both[0].SequenceEqual(both[1]));

        Assert.Equal(Items, items[0].Count);
        foreach (var (product, item) in items[0])
        {
            var (region, number) = RegionWrites.Parse(item);
            written[region].AssertMayHold(product, number);
        }
    }

    /// <summary>One region's writes: what was tried and what was acknowledged, for each item.</summary>
    sealed class RegionWrites(SdkRegions regions, string region)
    {
        readonly ConcurrentDictionary<string, (long Tried, long Acknowledged)> items = [];
        long acknowledgements;
        long failures;

        public IEnumerable<Task> Start(int writers, CancellationToken mayEnd, CancellationToken cancel) =>
            Enumerable.Range(0, writers).Select(writer => WriteAsync(writer, writers, mayEnd, cancel));

        /// <summary>Until some more writes are acknowledged.</summary>
        public async Task AdvancesAsync()
        {
            var wanted = Interlocked.Read(ref acknowledgements) + 300;
            _ = await Eventually.HoldsAsync(
                $"acknowledged in {region}",
                () => Task.FromResult(Interlocked.Read(ref acknowledgements)),
                now => now >= wanted);
        }

        /// <summary>Until a writer has felt that the region is away.</summary>
        public async Task FailsAsync()
        {
            var seen = Interlocked.Read(ref failures);
            _ = await Eventually.HoldsAsync(
                $"failures in {region}", () => Task.FromResult(Interlocked.Read(ref failures)), now => now > seen);
        }

        public static (string Region, long Number) Parse(string item)
        {
            var value = item.Split(' ').Single(part => part.StartsWith("Written=", StringComparison.Ordinal))[8..];
            var at = value.LastIndexOf('@');
            return (value[(at + 1)..], long.Parse(value[..at], CultureInfo.InvariantCulture));
        }

        public void AssertMayHold(string product, long number)
        {
            var (tried, acknowledged) = items[product];
            Assert.InRange(number, acknowledged, tried);
        }

        bool IsWrittenHere(int item) => item < SharedItems || (item % 2 == 0) == (region == Us);

        // Each writer has items of its own, so that an item's numbers are written one after the other.
        async Task WriteAsync(int writer, int writers, CancellationToken mayEnd, CancellationToken cancel)
        {
            for (var round = 1L; ; round++)
            {
                for (var item = writer; item < Items; item += writers)
                {
                    if (!IsWrittenHere(item))
                    {
                        continue;
                    }

                    if (round > 1 && mayEnd.IsCancellationRequested)
                    {
                        return;
                    }

                    await WriteUntilAcknowledgedAsync($"PROD-{item}", round, cancel);
                }
            }
        }

        async Task WriteUntilAcknowledgedAsync(string product, long number, CancellationToken cancel)
        {
            while (true)
            {
                items.AddOrUpdate(product, (number, 0), (_, known) => (number, known.Acknowledged));
                try
                {
                    await regions[region].PutItemAsync(
                        SdkProducts.Table,
                        new()
                        {
                            ["ProductID"] = new(product),
                            ["Written"] = new($"{number.ToString(CultureInfo.InvariantCulture)}@{region}"),
                        },
                        cancel);
                    items[product] = (number, number);
                    Interlocked.Increment(ref acknowledgements);
                    return;
                }
                catch (Exception failure) when (failure is AmazonDynamoDBException or HttpRequestException or IOException)
                {
                    Interlocked.Increment(ref failures);
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
                }
            }
        }
    }
}
