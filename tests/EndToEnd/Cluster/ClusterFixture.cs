using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;
using k8s;

[assembly: AssemblyFixture(typeof(ClusterFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace GlobalTables.EndToEnd.Cluster;

/// <summary>
/// One cluster with the chart in it, for all tests, which run one after the other. Where there is none, or a command
/// is missing, every test is skipped and says why. What is installed here is removed at the end.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    internal const string FirstTag = "first";
    internal const string SecondTag = "second";
    const string Definitions = "globaltables.globaltables.dev";

    TestCluster? place;
    string? absence;
    string version = "";
    Kubernetes? api;
    bool isOurs;

    internal Tool Kubectl { get; private set; } = null!;

    internal Chart Chart { get; private set; } = null!;

    internal Cleaner Cleaner { get; private set; } = null!;

    internal IKubernetes Api => api!;

    public async ValueTask InitializeAsync()
    {
        var kubectl = Tool.Find("kubectl", "KUBECTL");
        var helm = Tool.Find("helm", "HELM");
        if (kubectl is null || helm is null)
        {
            absence = $"There is no {(kubectl is null ? "kubectl" : "helm")} here: it is not on the PATH, and not named by "
                + $"{(kubectl is null ? "KUBECTL" : "HELM")}.";
            return;
        }

        (place, absence) = await TestCluster.FindAsync();
        if (place is null)
        {
            return;
        }

        Kubectl = new(kubectl) { KubeConfig = place.KubeConfig };
        Chart = new(new(helm) { KubeConfig = place.KubeConfig });
        Cleaner = new(Kubectl);
        api = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(place.KubeConfig));
        version = (await api.Version.GetCodeAsync()).GitVersion;
        Assert.False(
            (await Kubectl.TryAsync("get", "crd", Definitions)).IsFine,
            $"The cluster has GlobalTables already, and these tests would remove it: {place.Name}. What an interrupted "
            + "run left behind is removed as docs/kubernetes.md says under Uninstall, Everything.");
        var operatorImage = await LoadAsync(ProgramImage.Operator, FirstTag);
        var nodeImage = await LoadAsync(ProgramImage.Node, FirstTag);
        isOurs = true;
        await Chart.InstallAsync(operatorImage!, nodeImage!);
    }

    public async ValueTask DisposeAsync()
    {
        if (isOurs)
        {
            await Cleaner.RemoveEverythingAsync(Chart);
        }

        api?.Dispose();
        if (place is not null)
        {
            await place.DisposeAsync();
        }
    }

    /// <summary>Plays a scenario in a namespace of its own; what it made is gone afterwards.</summary>
    /// <param name="name">Of the namespace, and the beginning of the regions' names.</param>
    /// <param name="play">The scenario.</param>
    internal async Task PlayAsync(string name, Func<Tenant, Task> play)
    {
        Assert.SkipWhen(absence is not null, absence ?? "");
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"Cluster: {place!.Name}, Kubernetes {version}");
        await using var tenant = new Tenant(this, name);
        try
        {
            await tenant.BeginAsync();
            await play(tenant);
        }
        catch
        {
            output.WriteLine(await Diagnosis.OfAsync(Kubectl));
            await Cleaner.RemoveTablesAsync(byForce: true);
            throw;
        }

        await Cleaner.RemoveTablesAsync(byForce: false);
    }

    /// <summary>The image; null when the cluster's images were given and there is no second of them.</summary>
    internal Task<string?> LoadAsync(ProgramImage program, string tag) => place!.Images.LoadAsync(program, tag);
}
