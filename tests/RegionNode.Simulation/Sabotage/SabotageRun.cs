using System.Diagnostics;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Simulation.Tests;

namespace GlobalTables.RegionNode.Simulation.Sabotage;

/// <summary>
/// Breaks one rule after the other in a copy of the sources, builds the copy, and runs the directed schedules of it,
/// and seeds until a promise is broken.
/// </summary>
static class SabotageRun
{
    public const int SeedsMostUsual = 2000;
    const string NotCaught = "not caught";

    public static int Run(IReadOnlyList<string> names, int most, int steps, TextWriter output)
    {
        var unknown = names.Where(name => Mutations.All.All(mutation => mutation.Name != name)).ToList();
        if (unknown.Count > 0)
        {
            output.WriteLine($"There is no sabotage {string.Join(", ", unknown)}. There are: " +
                string.Join(", ", Mutations.All.Select(mutation => mutation.Name)));
            return 2;
        }

        var root = Mutations.Root();
        var copy = Directory.CreateTempSubdirectory("globaltables-sabotage-").FullName;
        try
        {
            Copy(root, copy);
            var missed = 0;
            foreach (var mutation in Mutations.All.Where(mutation => names.Count == 0 || names.Contains(mutation.Name)))
            {
                var outcome = Try(mutation, copy, most, steps);
                missed += outcome.StartsWith(NotCaught, StringComparison.Ordinal) ? 1 : 0;
                output.WriteLine($"| {mutation.Name} | {mutation.Breaks} | {outcome} |");
            }

            return missed == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>What of the schedules and of so many seeds breaks on these very sources, in one line.</summary>
    public static string Caught(int first, int most, int steps)
    {
        var schedules = DirectedSchedule.All.Where(DirectedSchedule.IsBroken).Select(one => one.Name).ToList();
        var (violation, seeds) = ManySeeds.UntilCaught(first, most, steps);
        var bySeeds = violation is null ? $"no seed of {seeds}" : $"{seeds} seeds, {violation.Kind}";
        return violation is null && schedules.Count == 0
            ? $"{NotCaught} in {seeds} seeds"
            : string.Join("; ", [bySeeds, .. schedules]);
    }

    static string Try(Mutation mutation, string copy, int most, int steps)
    {
        var file = Path.Combine(copy, mutation.File);
        var text = File.ReadAllText(file);
        if (Mutations.Occurrences(text, mutation.Find) is not 1 and var count)
        {
            throw new InvalidOperationException(
                $"Sabotage {mutation.Name} is to replace what is {count} times in {mutation.File}, and must be once.");
        }

        File.WriteAllText(file, text.Replace(mutation.Find, mutation.Replace, StringComparison.Ordinal));
        try
        {
            var build = Start(copy, "build", "-c", "Release", "-v", "q", "-p:TreatWarningsAsErrors=false",
                "-p:EnforceCodeStyleInBuild=false", "tests/RegionNode.Simulation");
            if (build.Code != 0)
            {
                throw new InvalidOperationException($"Sabotage {mutation.Name} does not build:\n{build.Output}");
            }

            var run = Start(copy, "run", "--no-build", "-c", "Release", "--project", "tests/RegionNode.Simulation", "--",
                "--until-caught", $"{most}", "--steps", $"{steps}");
            return run.Output.Trim().Split('\n')[^1];
        }
        finally
        {
            File.WriteAllText(file, text);
        }
    }

    static (int Code, string Output) Start(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    static void Copy(string root, string into)
    {
        foreach (var file in Directory.EnumerateFiles(root))
        {
            File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
        }

        foreach (var folder in new[] { "src/Contracts", "src/RegionNode", "src/ControlPlane", "tests/RegionNode.Simulation" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(into, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }

        File.Copy(Path.Combine(root, "tests/Directory.Build.props"), Path.Combine(into, "tests/Directory.Build.props"));
    }
}
