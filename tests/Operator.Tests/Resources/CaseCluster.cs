using GlobalTables.Operator.Tests.Resources;

[assembly: AssemblyFixture(typeof(CaseCluster))]

namespace GlobalTables.Operator.Tests.Resources;

/// <summary>
/// A cluster for the cases, where GLOBALTABLES_TEST_KUBECONFIG names one that nobody else uses. Definitions that are not
/// there are made, and taken away afterwards. No operator should be running: it would begin to make the regions.
/// </summary>
public sealed class CaseCluster : IAsyncLifetime
{
    const string Variable = "GLOBALTABLES_TEST_KUBECONFIG";
    const string Definitions = "config/crds";
    const string Kinds = "globaltables.globaltables.dev,regions.globaltables.dev";
    const string Space = "globaltables-cases";
    const string Unprotected = """{"spec": {"deletionProtectionEnabled": false}}""";

    static readonly string? Kubeconfig = Environment.GetEnvironmentVariable(Variable);

    readonly Tool kubectl = new("kubectl");
    readonly SemaphoreSlim oneAtATime = new(1, 1);
    bool isPrepared;
    bool madeDefinitions;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>What the server says to a case, without keeping it.</summary>
    internal async Task<(int ExitCode, string Output)> SendAsync(ResourceCase one)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Kubeconfig), $"{Variable} names no cluster that tests may change.");
        kubectl.SkipWithout();
        await oneAtATime.WaitAsync();
        try
        {
            await PrepareAsync();
            if (one.After is null)
            {
                return await RunAsync("create", "--validate=strict", "--dry-run=server", "-f", one.File);
            }

            await MustAsync("apply", "-f", one.PathOfAfter);
            var answer = await RunAsync("replace", "--validate=strict", "--dry-run=server", "-f", one.File);
            await RunAsync("patch", "-f", one.PathOfAfter, "--type=merge", "-p", Unprotected);
            await MustAsync("delete", "-f", one.PathOfAfter);
            return answer;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (isPrepared)
        {
            await RunAsync("delete", "namespace", Space, "--ignore-not-found");
        }

        // Whoever began to use them meanwhile would lose every table and region.
        if (madeDefinitions && await RunAsync("get", Kinds, "--all-namespaces", "-o", "name") is (0, ""))
        {
            await RunAsync("delete", "-f", Definitions, "--ignore-not-found");
        }

        oneAtATime.Dispose();
    }

    async Task PrepareAsync()
    {
        if (isPrepared)
        {
            return;
        }

        madeDefinitions = (await RunAsync("get", "crd", "globaltables.globaltables.dev")).ExitCode != 0;
        if (madeDefinitions)
        {
            await MustAsync("apply", "--server-side", "-f", Definitions);
        }

        await MustAsync(
            "wait", "--for=condition=Established", "--timeout=60s",
            "crd/globaltables.globaltables.dev", "crd/regions.globaltables.dev");
        await MustAsync("create", "namespace", Space);
        isPrepared = true;
    }

    async Task MustAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);
        Assert.True(exitCode == 0, output);
    }

    Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        kubectl.RunAsync(Kubeconfig!, ["--namespace", Space, .. arguments]);
}
