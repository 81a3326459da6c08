using System.Globalization;
using GlobalTables.Gateway;

namespace GlobalTables.Local.Walkthrough;

/// <summary>The steps that both ways in have in common, once the table is in two regions.</summary>
sealed class SharedSteps(DemoScript script, DemoStage stage, TimeSpan replicationDelay, TimeProvider time)
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";
    const string Product = "PROD123";
    const int ProductCount = 300;

    readonly ProductsTable products = stage.Products;

    public static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    public async Task PlayAsync(CancellationToken cancel)
    {
        await ReadElsewhereAsync(cancel);
        await WriteInBothAsync(cancel);
        await AddRegionAsync(cancel);
        await AskAgainAsync(cancel);
        await LoseRegionAsync(cancel);
    }

    async Task ReadElsewhereAsync(CancellationToken cancel)
    {
        await products.PriceAsync(Eu, Product, cancel);   // so that the next read is not slow for being the first

        script.Step($"Put {Product} in {Us} and read it in {Eu}");
        await products.PutAsync(Us, Product, "9.99", cancel);
        DemoScript.Expect(
            $"the first read in {Eu}", "nothing", await products.PriceAsync(Eu, Product, cancel) ?? "nothing");
        script.Saw($"{Eu} does not have it yet: reads are eventually consistent between regions");
        var arrived = await stage.UntilAsync(
            $"{Product} in {Eu}", "9.99", () => products.PriceAsync(Eu, Product, cancel), cancel);
        script.Saw($"{Eu} has it after {Seconds(arrived)}");
    }

    async Task WriteInBothAsync(CancellationToken cancel)
    {
        script.Step($"Write its price in both regions: 19.99 in {Us}, then 20.99 in {Eu}");
        await products.PutAsync(Us, Product, "19.99", cancel);
        await products.PutAsync(Eu, Product, "20.99", cancel);
        DemoScript.Expect($"the price in {Us}", "19.99", await products.PriceAsync(Us, Product, cancel));
        DemoScript.Expect($"the price in {Eu}", "20.99", await products.PriceAsync(Eu, Product, cancel));
        script.Saw($"for a moment {Us} says 19.99 and {Eu} says 20.99");
        await stage.UntilAsync(
            $"the price in {Us}", "20.99", () => products.PriceAsync(Us, Product, cancel), cancel);
        await Task.Delay(replicationDelay, time, cancel);   // 19.99 arrives in eu-west-1, and must lose there too
        DemoScript.Expect($"the price in {Eu}", "20.99", await products.PriceAsync(Eu, Product, cancel));
        script.Saw("both end with 20.99: the last writer wins");
    }

    async Task AddRegionAsync(CancellationToken cancel)
    {
        script.Step($"Add {Ap} with update-table while writes go on in {Us}");
        var written = await products.CountAsync(Us, cancel);
        for (; written < ProductCount; written++)
        {
            await products.PutAsync(Us, $"PROD-{written}", "1", cancel);
        }

        await products.AddReplicaAsync(Us, Ap, cancel);
        var isActive = stage.UntilActiveAsync(Us, [Ap, Eu], cancel);
        while (!isActive.IsCompleted)
        {
            await products.PutAsync(Us, $"PROD-{written++}", "1", cancel);
        }

        script.Saw($"{Ap} is ACTIVE after {Seconds(await isActive)}; {written} items were written so far");
        var filled = await stage.UntilAsync(
            $"items in {Ap}", written, () => products.CountAsync(Ap, cancel), cancel);
        script.Saw($"{Ap} has all {written} items, the last of them {Seconds(filled)} later");
    }

    async Task AskAgainAsync(CancellationToken cancel)
    {
        script.Step("Ask for the same region again");
        await products.AddReplicaAsync(Us, Ap, cancel);
        await stage.UntilActiveAsync(Us, [Ap, Eu], cancel);
        script.Saw("it succeeds and changes nothing");
    }

    async Task LoseRegionAsync(CancellationToken cancel)
    {
        script.Step($"Kill {Eu} (kill -9) and keep writing");
        var written = await products.CountAsync(Us, cancel);
        stage.Kill(Eu);
        await products.PutAsync(Us, Product, "21.99", cancel);
        await products.PutAsync(Ap, "PROD-tokyo", "22.99", cancel);
        DemoScript.Expect($"the price in {Us}", "21.99", await products.PriceAsync(Us, Product, cancel));
        script.Saw($"{Us} and {Ap} take writes without {Eu}");
        var back = await stage.UntilAsync(
            $"the prices in {Eu}", ("21.99", "22.99"), () => PricesAsync(cancel), cancel);
        script.Saw($"{Eu} was started again and has both writes after {Seconds(back)}");
        await stage.UntilAsync($"items in {Eu}", written + 1, () => products.CountAsync(Eu, cancel), cancel);
        script.Saw($"all {written + 1} items are there");
    }

    async Task<(string? Product, string? Tokyo)> PricesAsync(CancellationToken cancel)
    {
        try
        {
            return (
                await products.PriceAsync(Eu, Product, cancel),
                await products.PriceAsync(Eu, "PROD-tokyo", cancel));
        }
        catch (DynamoAnswerException)
        {
            return default;   // it is not back yet
        }
    }
}
