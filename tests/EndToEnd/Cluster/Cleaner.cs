namespace GlobalTables.EndToEnd.Cluster;

/// <summary>Takes away what tests made. The cluster's GlobalTables are all theirs.</summary>
sealed class Cleaner(Tool kubectl)
{
    /// <summary>Of what the tests make themselves.</summary>
    public const string Label = "globaltables.dev/e2e";

    const string Tables = "globaltables.globaltables.dev";
    const string Regions = "regions.globaltables.dev";
    const string ApiTables = "globaltables-api";

    /// <param name="byForce">After a failure: what does not go in time is made to.</param>
    public async Task RemoveTablesAsync(bool byForce)
    {
        await UnprotectAsync();
        await DeleteAsync(Tables, byForce);
        await DeleteAsync(Regions, byForce);
        await kubectl.RunAsync("delete", "namespace", "-l", "globaltables.dev/region", "--wait=false");
        await kubectl.RunAsync("delete", "namespace", "-l", Label, "--wait=false");
    }

    public async Task RemoveEverythingAsync(Chart chart)
    {
        if ((await kubectl.TryAsync("get", "crd", Tables)).IsFine)
        {
            await RemoveTablesAsync(byForce: true);
        }

        if (await chart.IsInstalledAsync())
        {
            await chart.UninstallAsync();
        }

        await kubectl.RunAsync("delete", "crd", Tables, Regions, "--ignore-not-found");
        await kubectl.RunAsync(
            "delete", "namespace", Chart.Namespace, ApiTables, "--ignore-not-found", "--timeout=2m");
        await kubectl.RunAsync("delete", "namespace", "-l", "globaltables.dev/region", "--timeout=2m");
        await kubectl.RunAsync("delete", "namespace", "-l", Label, "--timeout=2m");
    }

    async Task DeleteAsync(string kind, bool byForce)
    {
        string[] all = kind == Tables ? ["--all", "--all-namespaces"] : ["--all"];
        var answer = await kubectl.TryAsync(["delete", kind, "--timeout=60s", .. all]);
        if (!answer.IsFine && byForce)
        {
            foreach (var (space, name) in await NamesAsync(kind))
            {
                await kubectl.TryAsync(
                    [.. In(space), "patch", kind, name, "--type=merge", "-p", """{"metadata":{"finalizers":[]}}"""]);
            }

            answer = await kubectl.TryAsync(["delete", kind, "--timeout=60s", .. all]);
        }

        Assert.True(answer.IsFine, answer.Text);
    }

    async Task UnprotectAsync()
    {
        foreach (var (space, name) in await NamesAsync(Tables))
        {
            await kubectl.TryAsync(
                [.. In(space), "patch", Tables, name, "--type=merge", "-p",
                    """{"spec":{"deletionProtectionEnabled":false}}"""]);
        }
    }

    async Task<IReadOnlyList<(string Namespace, string Name)>> NamesAsync(string kind)
    {
        const string Line = "{range .items[*]}{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}";
        var lines = await kubectl.RunAsync("get", kind, "--all-namespaces", "-o", $"jsonpath={Line}");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('/'))
            .Select(parts => (parts[0], parts[1]))];
    }

    static string[] In(string space) => space.Length == 0 ? [] : ["--namespace", space];
}
