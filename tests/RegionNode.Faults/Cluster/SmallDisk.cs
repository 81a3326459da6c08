using System.Diagnostics;

namespace GlobalTables.RegionNode.Faults.Cluster;

/// <summary>A file system of its own under a region's data folder, so that it can be full.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    const int PieceBytes = 1 << 20;
    const int LastPieceBytes = 4096;

    readonly string folder;

    SmallDisk(string folder) => this.folder = folder;

    string Filler => Path.Combine(folder, "filler");

    /// <summary>Puts a new one under the folder; null, and the reason, where that is not possible.</summary>
    public static async Task<(SmallDisk? Disk, string? WhyNot)> MountAsync(string folder, int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return (null, "a small file system can be mounted by root on Linux only");
        }

        var error = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder);
        return error is null ? (new(folder), null) : (null, $"mount: {error}");
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(Filler, FileMode.Create, FileAccess.Write);
        long at = 0;
        foreach (var pieceBytes in new[] { PieceBytes, LastPieceBytes })
        {
            var piece = new byte[pieceBytes];
            try
            {
                for (; ; at += pieceBytes)
                {
                    RandomAccess.Write(file, piece, at);
                }
            }
            catch (IOException)
            {
                // Full, to the size of a piece. What was written of this one is written over.
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        if (await RunAsync("umount", folder) is { } error)
        {
            throw new InvalidOperationException($"{folder} is still mounted: {error}");
        }
    }

    static async Task<string?> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
