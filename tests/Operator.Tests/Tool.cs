using System.Diagnostics;

namespace GlobalTables.Operator.Tests;

/// <summary>A program that this machine may have: named by a variable, on the PATH, or beside a test cluster's.</summary>
sealed class Tool(string name)
{
    const string AssetsUsual = "/usr/local/kubebuilder/bin";

    readonly string? program = Find(name);

    /// <summary>Skips the test where the program is missing.</summary>
    public void SkipWithout() => Assert.SkipWhen(
        program is null,
        $"There is no {name} here: {name.ToUpperInvariant()} does not name it, and it is not on the PATH.");

    /// <returns>What it said, with its complaints when it failed.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(string kubeconfig, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await errors);
    }

    static string? Find(string name)
    {
        if (Environment.GetEnvironmentVariable(name.ToUpperInvariant()) is { Length: > 0 } named)
        {
            return named;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append(Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") ?? AssetsUsual);
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
