using System.Diagnostics;

namespace GlobalTables.RegionNode;

/// <summary>Ends with the program that started this node, however that program ends.</summary>
static class ParentWatch
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Done when the process of that id has gone; never, where none is given.</summary>
    public static async Task UntilGoneAsync(int? pid, TimeProvider time, CancellationToken cancel)
    {
        if (pid is not { } parent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
            return;
        }

        while (IsRunning(parent))
        {
            await Task.Delay(Interval, time, cancel);
        }
    }

    static bool IsRunning(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
