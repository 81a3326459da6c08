using Testcontainers.K3s;

namespace GlobalTables.EndToEnd.Cluster;

/// <summary>
/// A k3s of the tests' own, in a container. The Docker daemon must be able to run privileged containers and to pull
/// <see cref="Image"/> and what the Dockerfiles begin with; Testcontainers' own variables (<c>DOCKER_HOST</c>,
/// <c>TESTCONTAINERS_…</c>) say where it is.
/// </summary>
sealed class K3sCluster : IImages, IAsyncDisposable
{
    const string Image = "rancher/k3s:v1.34.1-k3s1";

    readonly K3sContainer container = new K3sBuilder(Image).Build();
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("globaltables-e2e-");
    readonly Tool docker;
    readonly HashSet<ProgramImage> built = [];

    K3sCluster(Tool docker)
    {
        this.docker = docker;
    }

    public string KubeConfig => Path.Combine(folder.FullName, "kubeconfig");

    /// <summary>Null where no Docker answers.</summary>
    public static async Task<K3sCluster?> TryStartAsync()
    {
        if (Tool.Find("docker", "DOCKER") is not { } path)
        {
            return null;
        }

        var docker = new Tool(path);
        var answer = await docker.TryAsync("version", "--format", "{{.Server.Version}}");
        if (!answer.IsFine)
        {
            return null;
        }

        var cluster = new K3sCluster(docker);
        await cluster.container.StartAsync();
        await File.WriteAllTextAsync(cluster.KubeConfig, await cluster.container.GetKubeconfigAsync());
        return cluster;
    }

    public async Task<string?> LoadAsync(ProgramImage program, string tag)
    {
        var image = program.Named(tag);
        if (built.Add(program))
        {
            await docker.RunAsync("build", "-f", $"{program.Project}/Dockerfile", "-t", program.Named("build"), ".");
        }

        await docker.RunAsync("tag", program.Named("build"), image);
        var file = Path.Combine(folder.FullName, $"{program.FileName}-{tag}.tar");
        await docker.RunAsync("save", "-o", file, image);
        await container.CopyAsync(new FileInfo(file), "/tmp/");
        var imported = await container.ExecAsync(["k3s", "ctr", "images", "import", $"/tmp/{Path.GetFileName(file)}"]);
        Assert.True(imported.ExitCode == 0, $"{image} could not be imported:\n{imported.Stdout}{imported.Stderr}");
        return image;
    }

    public async ValueTask DisposeAsync()
    {
        await container.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
