using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GlobalTables.Local.Tests;

/// <summary>The README's first command as it is typed: in the repository's root, with paths from there.</summary>
public sealed class ReadmeCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_finds_the_sample_and_says_that_the_port_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        // artifacts/bin/Local.Tests/<configuration>
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!;
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = root.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            "run", "--no-build", "-c", output.Name, "--project", "src/Local", "--",
            "config/samples/products.yaml", "--port", $"{port}", "--data", folder.File("data"),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains($"{port}", said);
        Assert.Equal(1, process.ExitCode);
    }
}
