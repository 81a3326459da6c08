using System.CommandLine;
using Xunit.MicrosoftTestingPlatform;

namespace GlobalTables.RegionNode.Faults;

/// <summary>The long run when it is asked for (<c>--minutes</c>, or <c>--run-help</c>); the tests otherwise.</summary>
static class Program
{
    /// <summary>What a run that is interrupted has to clean up: processes, and a file system.</summary>
    static readonly TimeSpan CleanUpMost = TimeSpan.FromSeconds(60);

    public static Task<int> Main(string[] args) => args.Contains("--minutes") || args.Contains("--run-help")
        ? Command().Parse([.. args.Select(arg => arg == "--run-help" ? "--help" : arg)])
            .InvokeAsync(new() { ProcessTerminationTimeout = CleanUpMost })
        : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

    static RootCommand Command()
    {
        var minutes = Number("--minutes", 30, "How long load and faults go on.");
        var seed = Number("--seed", 1, "Decides the faults and what clients do. Not when: that is the machine's.");
        var every = Number("--every", 20, "Seconds from one fault to the next.");
        var longest = Number("--longest", 60, "Seconds that a fault lasts at most.");
        var rate = Number("--rate", 200, "Requests a second that the clients of all regions aim at.");
        var clients = Number("--clients", 8, "Clients in each region.");
        var keys = Number("--keys", 24, "Keys that are written at the same time.");
        var command = new RootCommand("Three regions under load and faults, held to account at the end.")
        {
            minutes, seed, every, longest, rate, clients, keys,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var report = await FaultRun.RunAsync(
                new()
                {
                    Time = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                    Seed = parsed.GetValue(seed),
                    Faults = new(
                        TimeSpan.FromSeconds(parsed.GetValue(every)), TimeSpan.FromSeconds(parsed.GetValue(longest))),
                    Load = new(parsed.GetValue(clients), parsed.GetValue(rate), parsed.GetValue(keys)),
                },
                Console.Out.WriteLine,
                cancel);
            await Console.Out.WriteLineAsync(report.ToString());
            return report.IsGood ? 0 : 1;
        });
        return command;
    }

    static Option<int> Number(string name, int usual, string what)
    {
        var option = new Option<int>(name) { Description = what, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}
