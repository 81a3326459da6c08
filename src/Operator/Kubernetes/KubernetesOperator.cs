using Microsoft.Extensions.DependencyInjection.Extensions;
using k8s;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The runtime's composition root.</summary>
public static class KubernetesOperator
{
    /// <summary>What the host has beyond the drain: to cancel, and to give the lease back.</summary>
    static readonly TimeSpan ShutdownSlack = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds an operator. An <see cref="IKubernetes"/>, a <see cref="TimeProvider"/> and a <see cref="Random"/> that are
    /// registered are used; else the client of the cluster around, or of the kubeconfig, and the system's.
    /// </summary>
    public static OperatorBuilder AddKubernetesOperator(
        this IServiceCollection services, Action<OperatorSettings>? configure = null)
    {
        var settings = new OperatorSettings();
        configure?.Invoke(settings);
        settings.LeaseTimes.Check();
        var builder = new OperatorBuilder(services);
        services.AddLogging();
        services.AddSingleton(settings);
        services.AddSingleton(builder);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IKubernetes>(
            _ => new k8s.Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig()));
        services.AddSingleton(provider => new Chance(provider.GetService<Random>() ?? new Random()));
        services.AddSingleton(provider => Identity.Of(settings, provider.GetRequiredService<Chance>()));
        services.AddSingleton<OperatorMetrics>();
        services.AddSingleton(provider => provider.GetRequiredService<OperatorMetrics>().Registry);
        services.AddSingleton<Health>();
        services.AddSingleton<Stores>();
        services.AddSingleton<ApiClient>();
        services.AddSingleton(provider => new ApplyClient(
            provider.GetRequiredService<ApiClient>(),
            settings.Name,
            provider.GetRequiredService<Stores>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<ApiClient>(),
            settings.Name,
            provider.GetRequiredService<Identity>().Name,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Chance>(),
            provider.GetRequiredService<ILogger<EventRecorder>>()));
        services.AddSingleton<OperatorParts>();
        services.AddSingleton(LeaseOf);
        services.AddSingleton(provider => new HealthEndpoint(
            settings.HealthPort,
            provider.GetRequiredService<Health>(),
            provider.GetRequiredService<OperatorMetrics>()));
        services.AddHostedService(provider => provider.GetRequiredService<HealthEndpoint>());
        services.AddHostedService(HostOf);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainTimeout + ShutdownSlack);
        return builder;
    }

    static OperatorHost HostOf(IServiceProvider services)
    {
        services.GetRequiredService<OperatorBuilder>().Check();
        var parts = services.GetRequiredService<OperatorParts>();
        var health = services.GetRequiredService<Health>();
        foreach (var informer in parts.Informers)
        {
            health.Need($"cache of {informer.Name}", () => informer.IsSynced);
        }

        return ActivatorUtilities.CreateInstance<OperatorHost>(services, parts);
    }

    static LeaderLease LeaseOf(IServiceProvider services)
    {
        var settings = services.GetRequiredService<OperatorSettings>();
        var times = settings.LeaseTimes;
        return new(
            new ApiLeaseStore(services.GetRequiredService<ApiClient>(), settings.Namespace, settings.Name),
            services.GetRequiredService<Identity>().Name,
            times,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Chance>(),
            services.GetRequiredService<ILogger<LeaderLease>>())
        {
            Pulse = settings.LeaderElection == LeaderElectionType.None
                ? null
                : services.GetRequiredService<Health>().Loop("lease", times.Duration * 3),
        };
    }
}

/// <summary>Who this process is among its like. It is new with every start: a successor is somebody else.</summary>
sealed record Identity(string Name)
{
    public static Identity Of(OperatorSettings settings, Chance chance) =>
        new(settings.Identity ?? $"{Environment.MachineName}_{chance.Hex(8)}");
}
