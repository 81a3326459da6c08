using System.Globalization;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Simulation.Sabotage;

namespace GlobalTables.RegionNode.Simulation;

/// <summary>The simulator's commands where there are any, else the tests of this project.</summary>
static class Program
{
    public static int Main(string[] arguments)
    {
        var steps = NumberAfter(arguments, "--steps") ?? SeedRun.StepsUsual;
        if (NumberAfter(arguments, "--seed") is { } seed)
        {
            return Replay(seed, steps, arguments.Contains("--trace"));
        }

        if (NumberAfter(arguments, "--seeds") is { } seeds)
        {
            return ManySeeds.Run(
                NumberAfter(arguments, "--first") ?? 1,
                seeds,
                steps,
                NumberAfter(arguments, "--parallel") ?? Environment.ProcessorCount,
                Console.Out);
        }

        if (arguments is ["sabotage", ..])
        {
            return SabotageRun.Run(
                [.. arguments.Skip(1).TakeWhile(argument => !argument.StartsWith('-'))],
                NumberAfter(arguments, "--most") ?? SabotageRun.SeedsMostUsual,
                steps,
                Console.Out);
        }

        if (NumberAfter(arguments, "--until-caught") is { } most)
        {
            Console.WriteLine(SabotageRun.Caught(NumberAfter(arguments, "--first") ?? 1, most, steps));
            return 0;
        }

        return arguments.Any(argument => argument is "-automated" or "@@")
            ? Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments).GetAwaiter().GetResult()
            : Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions).GetAwaiter().GetResult();
    }

    static int Replay(int seed, int steps, bool isTraced)
    {
        var trace = new Trace(keepsLines: false, isTraced ? Console.Out : null);
        var result = SeedRun.Run(seed, steps, trace);
        Console.WriteLine(result.Violation is { } violation
            ? $"seed {seed}: {violation.Message}"
            : string.Create(CultureInfo.InvariantCulture, $"seed {seed}: no violation, trace {result.Hash:x16}"));
        return result.Violation is null ? 0 : 1;
    }

    static int? NumberAfter(string[] arguments, string option)
    {
        var at = Array.IndexOf(arguments, option);
        return at >= 0 && at + 1 < arguments.Length
            ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture)
            : null;
    }
}
