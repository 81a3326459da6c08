namespace GlobalTables.EndToEnd.Cluster;

/// <summary>The chart, as one release of the cluster.</summary>
sealed class Chart(Tool helm)
{
    public const string Release = "globaltables";
    public const string Namespace = "globaltables-system";
    public const string Operator = Release + "-operator";

    static readonly string Folder = Repository.PathOf("charts/globaltables");

    public Task InstallAsync(string operatorImage, string nodeImage) => helm.RunAsync(
    [
        "install", Release, Folder, "--namespace", Namespace, "--create-namespace", "--wait", "--timeout", "3m",
        .. Image("image", operatorImage),
        .. Image("node.image", nodeImage),
        "--set", "autoCreateRegions=true",
        "--set", "gateway.enabled=true",
        "--set", "node.storage.size=64Mi",
    ]);

    public Task UseOperatorAsync(string image) => UpgradeAsync("image", image);

    public Task UseNodeAsync(string image) => UpgradeAsync("node.image", image);

    /// <summary>The release's values, to install it again as it was.</summary>
    public Task<string> ValuesAsync() => helm.RunAsync("get", "values", Release, "--namespace", Namespace, "-o", "yaml");

    public async Task InstallAgainAsync(string values)
    {
        var answer = await helm.TryAsync(
            values,
            ["install", Release, Folder, "--namespace", Namespace, "--wait", "--timeout", "3m", "--values", "-"]);
        Assert.True(answer.IsFine, answer.Text);
    }

    public Task<ToolAnswer> TestAsync() =>
        helm.TryAsync("test", Release, "--namespace", Namespace, "--timeout", "2m");

    public Task UninstallAsync() => helm.RunAsync("uninstall", Release, "--namespace", Namespace, "--wait");

    public async Task<bool> IsInstalledAsync() =>
        (await helm.TryAsync("status", Release, "--namespace", Namespace)).IsFine;

    async Task UpgradeAsync(string value, string image) => await helm.RunAsync(
    [
        "upgrade", Release, Folder, "--namespace", Namespace, "--reuse-values", "--wait", "--timeout", "3m",
        .. Image(value, image),
    ]);

    static string[] Image(string value, string image)
    {
        var colon = image.LastIndexOf(':');
        return ["--set", $"{value}.repository={image[..colon]}", "--set-string", $"{value}.tag={image[(colon + 1)..]}"];
    }
}
