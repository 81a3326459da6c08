using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using GlobalTables.Local;
using GlobalTables.Local.Walkthrough;
using Spectre.Console;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

var random = new Random();
var commands = CommandLine.Create(RunAsync, DemoAsync);
var parsed = commands.Parse(args);
if (parsed.Action is ParseErrorAction wrong)
{
    wrong.ShowHelp = false;   // the message says what to do; help after it would hide it
}

return await parsed.InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = null }, stopping.Token);

async Task<int> RunAsync(LocalOptions options, CancellationToken cancel)
{
    var live = options.IsLive && !Console.IsOutputRedirected
        ? new LiveStatusView(AnsiConsole.Console, TimeProvider.System)
        : null;
    IStatusView view = live is null ? new PlainStatusView(Console.Out) : live;
    try
    {
        await using var run = await LocalRun.StartAsync(options, TimeProvider.System, random, view);
        using var drawing = new CancellationTokenSource();
        var drawn = live?.RunAsync(drawing.Token) ?? Task.CompletedTask;
        try
        {
            await run.RunAsync(cancel);
        }
        finally
        {
            await drawing.CancelAsync();
            await drawn;
        }

        return 0;
    }
    catch (StartException failure)
    {
        await Console.Error.WriteLineAsync(failure.Message);
        return 1;
    }
    catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync(
            $"The data folder {Path.GetFullPath(options.DataFolder)} cannot be used: {failure.Message}");
        return 1;
    }
}

async Task<int> DemoAsync(CancellationToken cancel)
{
    var script = new DemoScript(Console.Out);
    return await script.PlayAsync(new Demo(script, TimeProvider.System, random), cancel) ? 0 : 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;   // stop in order: the regions' processes first
    stopping.Cancel();
}
