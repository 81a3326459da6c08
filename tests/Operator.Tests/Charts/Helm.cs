using System.Collections.Concurrent;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.Operator.Tests.Charts;

/// <summary>The helm command on this chart. What it says is remembered.</summary>
static class Helm
{
    const string NoCluster = "/dev/null";

    static readonly Tool Program = new("helm");
    static readonly string Chart = Repository.PathOf("charts/globaltables");
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

    static Task<(int ExitCode, string Output)> RunAsync(string[] arguments)
    {
        Program.SkipWithout();
        return Answers.GetOrAdd(string.Join('\n', arguments), _ => Program.RunAsync(NoCluster, arguments));
    }
}
