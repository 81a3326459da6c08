using System.Diagnostics;
using GlobalTables.Gateway;

namespace GlobalTables.Local.Walkthrough;

/// <summary>Regions that run for a part of the demo, and what is done to them.</summary>
sealed class DemoStage : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    readonly CancellationTokenSource stopping = new();
    readonly LocalRun run;
    readonly DynamoClient client;
    readonly TimeProvider time;
    readonly StringWriter said;
    readonly Task running;

    DemoStage(LocalRun run, TimeProvider time, StringWriter said)
    {
        this.run = run;
        this.time = time;
        this.said = said;
        client = new DynamoClient(new Uri($"http://127.0.0.1:{run.Router.Port}"), time);
        Products = new ProductsTable(client);
        running = run.RunAsync(stopping.Token);
    }

    public ProductsTable Products { get; }

    public static async Task<DemoStage> OpenAsync(LocalOptions options, TimeProvider time, Random random)
    {
        var said = new StringWriter();
        return new DemoStage(
            await LocalRun.StartAsync(options, time, random, new PlainStatusView(said)), time, said);
    }

    /// <summary>Looks again and again until it is so; how long that took.</summary>
    public async Task<TimeSpan> UntilAsync<T>(string what, T expected, Func<Task<T>> look, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (Equals(seen, expected))
            {
                return time.GetElapsedTime(began);
            }

            if (running.IsCompleted)
            {
                await running;
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw new StepFailedException(
                    $"{what}: after {Patience.TotalSeconds:0} s it is {seen}, not {expected}. "
                    + $"What was reported:{Environment.NewLine}{said}");
            }

            await Task.Delay(LookInterval, time, cancel);
        }
    }

    /// <summary>Until the region and all others it names are ACTIVE.</summary>
    public Task<TimeSpan> UntilActiveAsync(string region, string[] others, CancellationToken cancel) => UntilAsync(
        "the table",
        string.Join(", ", others.Order(StringComparer.Ordinal).Prepend(region).Select(name => $"{name} ACTIVE")),
        () => Products.DescribeAsync(region, cancel),
        cancel);

    /// <summary>Kill -9: no warning, no clean-up.</summary>
    public void Kill(string region)
    {
        var id = run.Regions.Find(region)?.ProcessId
            ?? throw new StepFailedException($"{region} has no process");
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        client.Dispose();
        await run.DisposeAsync();
        stopping.Dispose();
    }
}
