using System.ComponentModel;
using System.Diagnostics;

namespace GlobalTables.Local;

/// <summary>
/// Keeps the process of one region running: starts it, starts it again when it ends, later each time it fails soon,
/// and stops it at the end. It is told this program's id and ends by itself when this program is gone.
/// </summary>
sealed class NodeProcess(string region, ProcessStartInfo start, TimeProvider time, Action<string> say)
{
    static readonly TimeSpan RestartDelayMin = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan RestartDelayMax = TimeSpan.FromSeconds(15);

    /// <summary>A process that ran for so long was well; its end is no repeated failure.</summary>
    static readonly TimeSpan RanWell = TimeSpan.FromSeconds(30);

    /// <summary>For the node to finish its requests and close its files; then it is killed.</summary>
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    const int OutputLinesKept = 8;

    readonly Lock gate = new();
    readonly Queue<string> output = [];
    readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the node has answered for the first time.</summary>
    public Task Ready => ready.Task;

    /// <summary>Of the process that runs now; null between two.</summary>
    public int? ProcessId { get; private set; }

    public async Task RunAsync(CancellationToken cancel)
    {
        var delay = RestartDelayMin;
        while (!cancel.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            var ending = await RunOnceAsync(cancel);
            if (cancel.IsCancellationRequested)
            {
                return;
            }

            delay = time.GetElapsedTime(started) >= RanWell ? RestartDelayMin : delay;
            try
            {
                await Task.Delay(delay, time, cancel);
            }
            catch (OperationCanceledException)
            {
                return;   // stopped from outside: the end was no failure, as when Ctrl-C reaches both processes
            }

            say($"{region}: {ending}");
            delay = delay * 2 < RestartDelayMax ? delay * 2 : RestartDelayMax;
        }
    }

    /// <summary>Runs until the process ends by itself or is to be stopped; says how it ended.</summary>
    async Task<string> RunOnceAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            output.Clear();
        }

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            return $"{start.FileName} cannot be started and is tried again: {failure.Message}";
        }

        ProcessId = process.Id;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process);
        }

        ProcessId = null;
        lock (gate)
        {
            var said = output.Count == 0
                ? "" : "; it said last:" + string.Concat(output.Select(line => $"{Environment.NewLine}    {line}"));
            return $"the process ended with exit code {process.ExitCode} and is started again{said}";
        }
    }

    async Task StopAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        ProcessSignal.AskToStop(process);
        using var timeout = new CancellationTokenSource(StopTimeout, time);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.StartsWith("Ready", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }

        lock (gate)
        {
            output.Enqueue(line);
            if (output.Count > OutputLinesKept)
            {
                output.Dequeue();
            }
        }
    }
}
