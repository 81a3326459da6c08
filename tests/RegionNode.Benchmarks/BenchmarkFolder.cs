namespace GlobalTables.RegionNode.Benchmarks;

static class BenchmarkFolder
{
    /// <summary>A new folder in the one given, for whoever made it to delete.</summary>
    public static string Make(string parent) => Directory.CreateDirectory(
        Path.Combine(Path.GetFullPath(parent), $"globaltables-benchmark-{Environment.ProcessId}")).FullName;

    /// <summary>
    /// Runs a benchmark in a new folder, which goes with it, and says before what is measured and on what; the
    /// process's exit code.
    /// </summary>
    public static async Task<int> UseAsync(
        string parent, string what, Func<string, CancellationToken, Task> run, CancellationToken cancel)
    {
        var folder = Make(parent);
        try
        {
            await Console.Out.WriteLineAsync(
                $"GlobalTables: {what}\nMachine: {Machine.Describe(folder)}{BuildWarning}");
            await run(folder, cancel);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

#if DEBUG
    public const string BuildWarning = "\nThis is a debug build, of the node too: run it with -c Release.";
#else
    public const string BuildWarning = "";
#endif
}
