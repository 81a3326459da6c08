namespace GlobalTables.RegionNode.Benchmarks;

static class BenchmarkFolder
{
    /// <summary>A new folder in the one given, for whoever made it to delete.</summary>
    public static string Make(string parent) => Directory.CreateDirectory(
        Path.Combine(Path.GetFullPath(parent), $"globaltables-benchmark-{Environment.ProcessId}")).FullName;
}
