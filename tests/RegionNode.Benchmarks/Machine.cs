using System.Diagnostics;
using System.Globalization;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>What the figures of a run depend on besides the code.</summary>
static class Machine
{
    const int Flushes = 101;

    public static string Describe(string folder) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {FileSystemOf(folder)}, a flush of 4 KB takes "
        + $"{FlushTime(folder).TotalMilliseconds:0.000} ms (median of {Flushes}); "
        + $"client, node and SQLite share the cores; load {Load()}");

    /// <summary>Programs that wanted a core in the last minute, where the system tells.</summary>
    static string Load() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    static TimeSpan FlushTime(string folder)
    {
        var file = Path.Combine(folder, "flush");
        using var handle = File.OpenHandle(file, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        var page = new byte[4096];
        var times = new TimeSpan[Flushes];
        for (var i = 0; i < Flushes; i++)
        {
            RandomAccess.Write(handle, page, (long)i * page.Length);
            var start = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(handle);
            times[i] = Stopwatch.GetElapsedTime(start);
        }

        Array.Sort(times);
        return times[Flushes / 2];
    }

    static string FileSystemOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).DriveFormat;
        }
        catch (IOException)
        {
            return "an unknown file system";
        }
    }
}
