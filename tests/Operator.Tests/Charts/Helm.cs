using System.Collections.Concurrent;
using System.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.Operator.Tests.Charts;

/// <summary>
/// The helm command, where this machine has it: named by HELM, on the PATH, or beside the programs of a test cluster.
/// </summary>
static class Helm
{
    const string AssetsUsual = "/usr/local/kubebuilder/bin";

    static readonly string Chart = Repository.PathOf("charts/globaltables");
    static readonly string? Program = Find();
    static readonly ConcurrentDictionary<string, Task<(int ExitCode, string Output)>> Answers = new();

    /// <summary>What the chart becomes with these arguments.</summary>
    public static async Task<IReadOnlyList<YamlMappingNode>> TemplateAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(
            ["template", "globaltables", Chart, "--namespace", "globaltables-system", .. arguments]);
        Assert.True(exitCode == 0, output);
        return Yaml.Documents(output);
    }

    public static Task<(int ExitCode, string Output)> LintAsync(params string[] arguments) =>
        RunAsync(["lint", "--strict", Chart, .. arguments]);

    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(Program is null, "There is no helm here: it is not named by HELM and not on the PATH.");
        return Answers.GetOrAdd(string.Join('\n', arguments), _ => StartAsync(arguments));
    }

    static async Task<(int ExitCode, string Output)> StartAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Program!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["KUBECONFIG"] = "/dev/null";   // no cluster has a say in what is rendered
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await errors);
    }

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("HELM") is { Length: > 0 } named)
        {
            return named;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append(Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") ?? AssetsUsual);
        return folders.Select(folder => Path.Combine(folder, "helm")).FirstOrDefault(File.Exists);
    }
}
