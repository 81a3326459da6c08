using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using k8s;

namespace GlobalTables.Operator.Tests.Kubernetes;

/// <summary>An operator in this process, against a fake API server.</summary>
sealed class TestOperator : IAsyncDisposable
{
    readonly IHost host;
    readonly KillSwitch killed = new();
    bool isStopped;

    TestOperator(
        FakeApiServer server, TimeProvider time, Action<OperatorBuilder> add, Action<OperatorSettings>? configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IKubernetes>(
            new k8s.Kubernetes(new KubernetesClientConfiguration { Host = server.Address }, killed));
        builder.Services.AddSingleton(Controller);
        builder.Services.AddSingleton<ILoggerProvider>(Log);
        builder.Services.AddSingleton(new Random(17));
        add(builder.Services.AddKubernetesOperator(settings =>
        {
            settings.WithName("test-operator").WithHealthPort(null);
            configure?.Invoke(settings);
        }));
        host = builder.Build();
    }

    public WidgetController Controller { get; } = new();

    public RecordingLogger Log { get; } = new();

    public ApplyClient Client => Get<ApplyClient>();

    public IEntityStore<Widget> Widgets => Get<IEntityStore<Widget>>();

    public static async Task<TestOperator> StartAsync(
        FakeApiServer server,
        TimeProvider time,
        Action<OperatorBuilder> add,
        Action<OperatorSettings>? configure = null,
        Action<TestOperator>? before = null)
    {
        var started = new TestOperator(server, time, add, configure);
        before?.Invoke(started);
        await started.host.StartAsync();
        return started;
    }

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public Task StopAsync()
    {
        isStopped = true;
        return host.StopAsync();
    }

    /// <summary>From now on nothing that it does reaches anybody, and nothing reaches it.</summary>
    public void Kill() => killed.Throw();

    public async ValueTask DisposeAsync()
    {
        if (!isStopped)
        {
            Kill();
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await host.StopAsync(now.Token);
        }

        host.Dispose();
    }

    sealed class KillSwitch : DelegatingHandler
    {
        readonly CancellationTokenSource killed = new();

        public void Throw() => killed.Cancel();

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (killed.IsCancellationRequested)
            {
                throw new HttpRequestException("killed");
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, killed.Token);
            return await base.SendAsync(request, either.Token);
        }
    }
}

static class Settling
{
    /// <summary>
    /// Waits until nothing has happened for a while: no request, and no call of the controller. That nothing more
    /// comes cannot be waited for; this is long against what a request takes.
    /// </summary>
    public static async Task SettleAsync(this TestOperator tested, FakeApiServer server)
    {
        var calm = 0;
        var (requests, calls) = (-1, -1);
        await Until.HoldsAsync(() =>
        {
            var now = (server.Requests.Count, tested.Controller.Calls.Count);
            calm = now == (requests, calls) ? calm + 1 : 0;
            (requests, calls) = now;
            return calm >= 12;
        }, "all is quiet");
    }
}
