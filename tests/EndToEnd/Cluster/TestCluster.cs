namespace GlobalTables.EndToEnd.Cluster;

/// <summary>A cluster to test in.</summary>
/// <param name="Name">Which one it is, for people.</param>
/// <param name="KubeConfig">The file that says where it is.</param>
/// <param name="Images">How the programs get there.</param>
sealed record TestCluster(string Name, string KubeConfig, IImages Images) : IAsyncDisposable
{
    const string KubeConfigVariable = "GLOBALTABLES_E2E_KUBECONFIG";
    const string LoadImageVariable = "GLOBALTABLES_E2E_LOAD_IMAGE";

    /// <summary>What else ends with it.</summary>
    public IAsyncDisposable? Container { get; init; }

    /// <summary>The cluster that is named; else one in Docker; else why there is none.</summary>
    public static async Task<(TestCluster? Cluster, string? Absence)> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(KubeConfigVariable) is { Length: > 0 } file)
        {
            return ImagesOfAGivenCluster() is { } images
                ? (new($"the one that {KubeConfigVariable} names ({file})", file, images), null)
                : (null, $"{KubeConfigVariable} names a cluster and nothing says how images get there: set "
                    + $"{LoadImageVariable}, or {ProgramImage.Operator.GivenBy} and {ProgramImage.Node.GivenBy}.");
        }

        return await K3sCluster.TryStartAsync() is { } k3s
            ? (new("k3s in Docker", k3s.KubeConfig, k3s) { Container = k3s }, null)
            : (null, $"There is no cluster to test in: {KubeConfigVariable} names none, and no Docker answers.");
    }

    public async ValueTask DisposeAsync()
    {
        (Images as IDisposable)?.Dispose();
        if (Container is not null)
        {
            await Container.DisposeAsync();
        }
    }

    static IImages? ImagesOfAGivenCluster()
    {
        if (ProgramImage.Operator.Given is not null && ProgramImage.Node.Given is not null)
        {
            return new GivenImages();
        }

        return Environment.GetEnvironmentVariable(LoadImageVariable) is { Length: > 0 } command
            ? new LoadedImages(command)
            : null;
    }
}
