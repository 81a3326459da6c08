using System.Globalization;

namespace GlobalTables.Local.Walkthrough;

/// <summary>
/// The walkthrough, in two parts: a table from a manifest, and a table made the way it is made on AWS.
/// </summary>
sealed class Demo(DemoScript script, TimeProvider time, Random random)
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string Ap = "ap-northeast-1";
    const string Product = "PROD123";
    const int ProductCount = 300;
    static readonly TimeSpan ReplicationDelay = TimeSpan.FromSeconds(2);

    public async Task PlayAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("globaltables-demo-");
        try
        {
            script.Part("A table from a manifest");
            await FromManifestAsync(folder, cancel);
            script.Part("A table as on AWS: no manifest, only the API");
            await AsOnAwsAsync(folder, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    async Task FromManifestAsync(DirectoryInfo folder, CancellationToken cancel)
    {
        script.Step($"Start Products in {Us} and {Eu}; every change is held back for {Seconds(ReplicationDelay)} "
            + "between regions");
        await using var stage = await DemoStage.OpenAsync(
            new LocalOptions
            {
                Manifests = [await SampleAsync(folder, cancel)],
                DataFolder = Path.Combine(folder.FullName, "manifest"),
                Port = 0,
                ReplicationDelay = ReplicationDelay,
            },
            time,
            random);
        script.Saw($"both ACTIVE after {Seconds(await stage.UntilActiveAsync(Us, [Eu], cancel))}");
        await stage.UntilActiveAsync(Eu, [Us], cancel);
        var products = stage.Products;
        await products.PriceAsync(Eu, Product, cancel);   // so that the next read is not slow for being the first

        script.Step($"Put {Product} in {Us} and read it in {Eu}");
        await products.PutAsync(Us, Product, "9.99", cancel);
        DemoScript.Expect(
            $"the first read in {Eu}", "nothing", await products.PriceAsync(Eu, Product, cancel) ?? "nothing");
        script.Saw($"{Eu} does not have it yet: reads are eventually consistent between regions");
        var arrived = await stage.UntilAsync(
            $"{Product} in {Eu}", "9.99", () => products.PriceAsync(Eu, Product, cancel), cancel);
        script.Saw($"{Eu} has it after {Seconds(arrived)}");

        script.Step($"Write its price in both regions: 19.99 in {Us}, then 20.99 in {Eu}");
        await products.PutAsync(Us, Product, "19.99", cancel);
        await products.PutAsync(Eu, Product, "20.99", cancel);
        DemoScript.Expect($"the price in {Us}", "19.99", await products.PriceAsync(Us, Product, cancel));
        DemoScript.Expect($"the price in {Eu}", "20.99", await products.PriceAsync(Eu, Product, cancel));
        script.Saw($"for a moment {Us} says 19.99 and {Eu} says 20.99");
        await stage.UntilAsync(
            $"the price in {Us}", "20.99", () => products.PriceAsync(Us, Product, cancel), cancel);
        await Task.Delay(ReplicationDelay, time, cancel);   // 19.99 arrives in eu-west-1, and must lose there too
        DemoScript.Expect($"the price in {Eu}", "20.99", await products.PriceAsync(Eu, Product, cancel));
        script.Saw("both end with 20.99: the last writer wins");

        script.Step($"Add {Ap} with update-table while writes go on in {Us}");
        var written = 1;
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

        script.Step("Ask for the same region again");
        await products.AddReplicaAsync(Us, Ap, cancel);
        await stage.UntilActiveAsync(Us, [Ap, Eu], cancel);
        script.Saw("it succeeds and changes nothing");

        script.Step($"Kill {Eu} (kill -9) and keep writing");
        stage.Kill(Eu);
        await products.PutAsync(Us, Product, "21.99", cancel);
        await products.PutAsync(Ap, "PROD-tokyo", "22.99", cancel);
        DemoScript.Expect($"the price in {Us}", "21.99", await products.PriceAsync(Us, Product, cancel));
        script.Saw($"{Us} and {Ap} take writes without {Eu}");
        var back = await stage.UntilAsync(
            $"the prices in {Eu}", ("21.99", "22.99"), () => PricesAsync(products, cancel), cancel);
        script.Saw($"{Eu} was started again and has both writes after {Seconds(back)}");
        await stage.UntilAsync($"items in {Eu}", written + 1, () => products.CountAsync(Eu, cancel), cancel);
        script.Saw($"all {written + 1} items are there");
    }

    async Task AsOnAwsAsync(DirectoryInfo folder, CancellationToken cancel)
    {
        script.Step($"Start {Us} and {Eu} without a table");
        await using var stage = await DemoStage.OpenAsync(
            new LocalOptions
            {
                Regions = [Us, Eu],
                DataFolder = Path.Combine(folder.FullName, "aws"),
                Port = 0,
            },
            time,
            random);
        var products = stage.Products;
        await stage.UntilAsync("the regions", true, () => AreReadyAsync(products, cancel), cancel);
        script.Saw("both are up");

        script.Step($"create-table Products in {Us}");
        await products.CreateAsync(Us, cancel);
        await stage.UntilActiveAsync(Us, [], cancel);
        await products.PutAsync(Us, Product, "19.99", cancel);
        script.Saw($"a table of {Us} alone, with one item");

        script.Step($"update-table in {Us}: create a replica in {Eu}");
        await products.AddReplicaAsync(Us, Eu, cancel);
        script.Saw($"{Eu} is ACTIVE after {Seconds(await stage.UntilActiveAsync(Us, [Eu], cancel))}");
        await stage.UntilActiveAsync(Eu, [Us], cancel);
        await stage.UntilAsync(
            $"the price in {Eu}", "19.99", () => products.PriceAsync(Eu, Product, cancel), cancel);
        script.Saw("the item is there");

        script.Step($"update-table in {Eu}: create a replica in {Us}");
        await products.AddReplicaAsync(Eu, Us, cancel);
        await stage.UntilActiveAsync(Eu, [Us], cancel);
        script.Saw("it succeeds and changes nothing: replication runs both ways already");

        script.Step($"Write in {Eu}, read in {Us}");
        await products.PutAsync(Eu, Product, "20.99", cancel);
        var arrived = await stage.UntilAsync(
            $"the price in {Us}", "20.99", () => products.PriceAsync(Us, Product, cancel), cancel);
        script.Saw($"{Us} says 20.99 after {Seconds(arrived)}");
    }

    static async Task<(string? Product, string? Tokyo)> PricesAsync(ProductsTable products, CancellationToken cancel)
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

    /// <summary>A region that is up knows that there is no such table.</summary>
    static async Task<bool> AreReadyAsync(ProductsTable products, CancellationToken cancel)
    {
        string[] answers = [await products.DescribeAsync(Us, cancel), await products.DescribeAsync(Eu, cancel)];
        return answers.All(answer => answer.Contains("ResourceNotFoundException", StringComparison.Ordinal));
    }

    static async Task<string> SampleAsync(DirectoryInfo folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder.FullName, "products.yaml");
        await using var sample = typeof(Demo).Assembly.GetManifestResourceStream("products.yaml")!;
        await using var file = File.Create(path);
        await sample.CopyToAsync(file, cancel);
        return path;
    }

    static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
