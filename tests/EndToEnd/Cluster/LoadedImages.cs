namespace GlobalTables.EndToEnd.Cluster;

/// <summary>
/// Publishes the programs and hands them to a command that knows how to get them into the cluster:
/// <c>COMMAND IMAGE PUBLISH_FOLDER PROGRAM</c>.
/// </summary>
sealed class LoadedImages(string command) : IImages, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("globaltables-e2e-");
    readonly HashSet<ProgramImage> published = [];

    public async Task<string?> LoadAsync(ProgramImage program, string tag)
    {
        var publish = Path.Combine(folder.FullName, program.FileName);
        if (published.Add(program))
        {
            await new Tool(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet").RunAsync(
                "publish", program.Project, "-c", "Release", "-r", "linux-x64", "--self-contained", "-p:PublishAot=false",
                "-p:NuGetAudit=false", "-nodeReuse:false", "-o", publish);
        }

        var image = program.Named(tag);
        await new Tool(command).RunAsync(image, publish, program.FileName);
        return image;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
