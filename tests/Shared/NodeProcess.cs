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
    readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly StringBuilder output = new();

    NodeProcess(string region, string folder)
    {
        this.folder = folder;
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

    /// <summary>Starts a node and waits until it takes requests.</summary>
    /// <param name="region">The region that it is.</param>
    /// <param name="folder">Its data folder; a new one among the temporary files if none is given.</param>
    public static async Task<NodeProcess> StartAsync(string region, string? folder = null)
    {
        var node = new NodeProcess(region, folder ?? Directory.CreateTempSubdirectory("globaltables-").FullName);
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

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
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

    string Output()
    {
        lock (output)
        {
            return output.ToString();
        }
    }
}
