using System.Diagnostics;
using System.Text;

namespace GlobalTables.Tests.Shared;

/// <summary>
/// One node of this build, as users run it: a process of its own, with a data folder that goes when it goes.
/// Projects that use it link this file and build RegionNode without linking that.
/// </summary>
sealed class NodeProcess : IAsyncDisposable
{
    const string FileName = "GlobalTables.RegionNode.dll";
    static readonly TimeSpan StartMost = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly string folder;
    readonly bool isFolderKept;
    volatile bool isDisposed;
    readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly StringBuilder output = new();

    NodeProcess(string region, string folder, bool isFolderKept)
    {
        this.folder = folder;
        this.isFolderKept = isFolderKept;
        process = new Process
        {
            StartInfo = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                ArgumentList =
                {
                    NodePath(), "--region", region, "--data", folder, "--port", "0", "--peer-port", "0",
                    "--probe-port", "0", "--parent-pid", $"{Environment.ProcessId}",
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) =>
            ready.TrySetException(new InvalidOperationException($"The node ended:\n{Output()}"));
    }

    /// <summary>Where DynamoDB's API is.</summary>
    public Uri Api { get; private set; } = null!;

    /// <summary>Where other regions and the control plane are answered.</summary>
    public Uri Peers { get; private set; } = null!;

    public int Id => process.Id;

    public bool HasEnded => isDisposed || process.HasExited;

    /// <summary>What the operating system has counted for the process up to now.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a node and waits until it takes requests.</summary>
    /// <param name="region">The region that it is.</param>
    /// <param name="folder">Its data folder; a new one among the temporary files if none is given.</param>
    /// <param name="isFolderKept">True: the folder outlives the process, for whoever made it to delete.</param>
    public static async Task<NodeProcess> StartAsync(string region, string? folder = null, bool isFolderKept = false)
    {
        var node = new NodeProcess(
            region, folder ?? Directory.CreateTempSubdirectory("globaltables-").FullName, isFolderKept);
        node.process.Start();
        node.process.BeginOutputReadLine();
        node.process.BeginErrorReadLine();
        try
        {
            var line = await node.ready.Task.WaitAsync(StartMost);
            node.Api = Address(line, ", API ");
            node.Peers = Address(line, ", peers ");
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the node has said up to now.</summary>
    public string Output()
    {
        lock (output)
        {
            return output.ToString();
        }
    }

    /// <summary>Ends the process at once, as kill -9 does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        isDisposed = true;
        process.Dispose();
        if (!isFolderKept)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // artifacts/bin/<this project>/<configuration>/ is where this runs, artifacts/bin/RegionNode/<configuration>/
    // where the node is.
    static string NodePath()
    {
        var own = new DirectoryInfo(Path.GetDirectoryName(typeof(NodeProcess).Assembly.Location)!);
        var path = Path.Combine(own.Parent!.Parent!.FullName, "RegionNode", own.Name, FileName);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"Build src/RegionNode: {path} is not there.");
    }

    static Uri Address(string line, string before) =>
        new(line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(',')[0]);

    void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.AppendLine(line);
        }

        if (line.StartsWith("Ready: ", StringComparison.Ordinal))
        {
            ready.TrySetResult(line);
        }
    }
}
