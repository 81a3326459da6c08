using static GlobalTables.Local.Walkthrough.SharedSteps;

namespace GlobalTables.Local.Walkthrough;

/// <summary>
/// The walkthrough, in two parts: a table from a manifest, and a table made the way it is made on AWS.
/// </summary>
sealed class Demo(DemoScript script, TimeProvider time, Random random)
{
    const string Us = "us-east-1";
    const string Eu = "eu-west-1";
    const string FirstProduct = "PROD-first";
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
        await new SharedSteps(script, stage, ReplicationDelay, time).PlayAsync(cancel);
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
                ReplicationDelay = ReplicationDelay,
            },
            time,
            random);
        var products = stage.Products;
        await stage.UntilAsync("the regions", true, () => AreReadyAsync(products, cancel), cancel);
        script.Saw("both are up");

        script.Step($"create-table Products in {Us}");
        await products.CreateAsync(Us, cancel);
        await stage.UntilActiveAsync(Us, [], cancel);
        await products.PutAsync(Us, FirstProduct, "5", cancel);
        script.Saw($"a table of {Us} alone, with one item");

        script.Step($"update-table in {Us}: create a replica in {Eu}");
        await products.AddReplicaAsync(Us, Eu, cancel);
        script.Saw($"{Eu} is ACTIVE after {Seconds(await stage.UntilActiveAsync(Us, [Eu], cancel))}");
        await stage.UntilActiveAsync(Eu, [Us], cancel);
        await stage.UntilAsync(
            $"the price in {Eu}", "5", () => products.PriceAsync(Eu, FirstProduct, cancel), cancel);
        script.Saw("the item is there");

        script.Step($"update-table in {Eu}: create a replica in {Us}");
        await products.AddReplicaAsync(Eu, Us, cancel);
        await stage.UntilActiveAsync(Eu, [Us], cancel);
        script.Saw("it succeeds and changes nothing: replication runs both ways already");

        await new SharedSteps(script, stage, ReplicationDelay, time).PlayAsync(cancel);
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
}
