using System.ComponentModel;
using System.Runtime.InteropServices;

namespace GlobalTables.RegionNode.Faults.Cluster;

/// <summary>Signals that .NET has no name for, to a process by its id.</summary>
static partial class Signal
{
    const int Continue = 18;
    const int Stop = 19;

    /// <summary>The process stands still, as in a machine that is paused; it does not learn of it.</summary>
    public static void Pause(int processId) => Send(processId, Stop);

    public static void Resume(int processId) => Send(processId, Continue);

    static void Send(int processId, int signal)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Processes are paused on Linux only.");
        }

        if (Kill(processId, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
