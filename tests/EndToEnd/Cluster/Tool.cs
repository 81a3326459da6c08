using System.Diagnostics;

namespace GlobalTables.EndToEnd.Cluster;

/// <summary>A program of this machine.</summary>
sealed class Tool(string path)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The kubeconfig that the program is to use; absent for none.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>The program that a variable names, or that is on the PATH under its own name; null where neither is.</summary>
    public static string? Find(string name, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            return named;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>What the program writes; it must end well.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var answer = await TryAsync(arguments);
        Assert.True(answer.IsFine, $"{this} {string.Join(' ', arguments)} ended with {answer.ExitCode}:\n{answer.Text}");
        return answer.Output;
    }

    public Task<ToolAnswer> TryAsync(params string[] arguments) => TryAsync(null, arguments);

    /// <param name="input">What the program reads from its standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task<ToolAnswer> TryAsync(string? input, string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        if (KubeConfig is not null)
        {
            start.Environment["KUBECONFIG"] = KubeConfig;
        }

        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await errors);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public override string ToString() => Path.GetFileName(path);
}

sealed record ToolAnswer(int ExitCode, string Output, string Errors)
{
    public bool IsFine => ExitCode == 0;

    public string Text => $"{Output}{Errors}".Trim();
}
