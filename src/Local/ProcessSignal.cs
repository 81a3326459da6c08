using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GlobalTables.Local;

/// <summary>Asks a process to stop; .NET itself can only kill.</summary>
static class ProcessSignal
{
    const int Terminate = 15;

    public static void AskToStop(Process process)
    {
        if (OperatingSystem.IsWindows() || Kill(process.Id, Terminate) != 0)
        {
            process.Kill();
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Kill(int processId, int signal);
}
