using System.Diagnostics;
using GlobalTables.Gateway;
using GlobalTables.Local.Walkthrough;

namespace GlobalTables.Local.Tests;

/// <summary>A run of real processes that a test can wait for: it is told whenever something has changed.</summary>
sealed class TestRun : IStatusView, IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly CancellationTokenSource stopping = new();
    readonly Lock gate = new();
    readonly List<string> said = [];
    DynamoClient client = null!;
    Picture? picture;
    TaskCompletionSource changed = New();
    Task running = Task.CompletedTask;

    public LocalRun Run { get; private set; } = null!;

    public ProductsTable Table { get; private set; } = null!;

    public static async Task<TestRun> StartAsync(LocalOptions options)
    {
        var test = new TestRun();
        test.Run = await LocalRun.StartAsync(options, TimeProvider.System, new Random(17), test);
        test.client = new DynamoClient(new Uri($"http://127.0.0.1:{test.Run.Router.Port}"), TimeProvider.System);
        test.Table = new ProductsTable(test.client);
        test.running = test.Run.RunAsync(test.stopping.Token);
        return test;
    }

    /// <summary>Until the table is ACTIVE in exactly these regions.</summary>
    public Task UntilActiveAsync(params string[] regions) => UntilAsync(() =>
        picture is not null
        && picture.Regions.All(region => region.Answers)
        && picture.Replicas.Select(replica => $"{replica.Region} {replica.Status}").SequenceEqual(
            regions.Select(region => $"{region} ACTIVE")));

    public Task UntilSaidAsync(string text) => UntilAsync(() => said.Exists(line => line.Contains(text)));

    public void Kill(string region)
    {
        using var process = Process.GetProcessById(Run.Regions.Find(region)!.ProcessId!.Value);
        process.Kill();
    }

    public void Say(string message)
    {
        lock (gate)
        {
            said.Add(message);
            changed.TrySetResult();
        }
    }

    public void Show(Picture now)
    {
        lock (gate)
        {
            picture = now;
            changed.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        client.Dispose();
        await Run.DisposeAsync();
        stopping.Dispose();
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (holds())
                {
                    return;
                }

                changed = New();
                next = changed.Task;
            }

            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It did not come so within {Patience.TotalSeconds} s. Said:\n{string.Join('\n', said)}\n"
                    + string.Join('\n', picture?.Replicas.Select(replica => replica.ToString()) ?? []));
            }
        }
    }
}
