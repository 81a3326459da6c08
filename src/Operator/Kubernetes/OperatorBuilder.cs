using Microsoft.Extensions.DependencyInjection.Extensions;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// What the operator is made of. Names and shapes are KubeOps'; what differs: the queue holds keys, the object is
/// read from the cache when its turn comes; owned and mapped kinds have the controller look at its own; controllers
/// and finalizers are singletons; a kind has one controller and one cache.
/// </summary>
public sealed class OperatorBuilder
{
    readonly Dictionary<Type, object> informers = [];
    readonly Dictionary<Type, object> options = [];
    readonly HashSet<Type> controlled = [];

    internal OperatorBuilder(IServiceCollection services) => Services = services;

    public IServiceCollection Services { get; }

    /// <exception cref="InvalidOperationException">The kind has a controller already.</exception>
    public OperatorBuilder AddController<TController, TEntity>(Action<ControllerOptions<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!controlled.Add(typeof(TEntity)))
        {
            throw new InvalidOperationException($"{typeof(TEntity).Name} has a controller already.");
        }

        AddInformer<TEntity>();
        var its = OptionsOf<TEntity>();
        configure?.Invoke(its);
        Services.TryAddSingleton<TController>();
        Services.AddSingleton<EntityQueue<TEntity>>();
        Services.AddSingleton<IEntityQueue<TEntity>>(services => services.GetRequiredService<EntityQueue<TEntity>>());
        Services.AddSingleton<IControllerHost>(services => HostOf<TController, TEntity>(services, its));
        return this;
    }

    /// <summary>
    /// Every object of the kind gets the finalizer before anything is done for it; several are asked in this order.
    /// </summary>
    /// <param name="identifier">As in <c>example.com/finalizer</c>.</param>
    public OperatorBuilder AddFinalizer<TFinalizer, TEntity>(string identifier)
        where TFinalizer : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        Services.TryAddSingleton<TFinalizer>();
        OptionsOf<TEntity>().Finalizers.Add((identifier, typeof(TFinalizer)));
        return this;
    }

    /// <summary>A cache of that kind; asked for again, the one cache is configured further.</summary>
    public OperatorBuilder AddInformer<TEntity>(Action<InformerOptions<TEntity>>? configure = null)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!informers.TryGetValue(typeof(TEntity), out var found))
        {
            informers.Add(typeof(TEntity), found = new InformerOptions<TEntity>());
            var its = (InformerOptions<TEntity>)found;
            Services.AddSingleton(services => InformerOf(services, its));
            Services.AddSingleton<IEntityStore<TEntity>>(
                services => services.GetRequiredService<Informer<TEntity>>().Store);
            Services.AddSingleton<IInformer>(services => services.GetRequiredService<Informer<TEntity>>());
        }

        configure?.Invoke((InformerOptions<TEntity>)found);
        return this;
    }

    public OperatorBuilder AddLeaderService<TService>()
        where TService : class, ILeaderService
    {
        Services.TryAddSingleton<TService>();
        Services.AddSingleton<ILeaderService>(services => services.GetRequiredService<TService>());
        return this;
    }

    /// <exception cref="InvalidOperationException">A finalizer would be asked by nobody.</exception>
    internal void Check()
    {
        if (options.Keys.FirstOrDefault(kind => !controlled.Contains(kind)) is { } forgotten)
        {
            throw new InvalidOperationException($"{forgotten.Name} has a finalizer and no controller.");
        }
    }

    ControllerOptions<TEntity> OptionsOf<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!options.TryGetValue(typeof(TEntity), out var found))
        {
            options.Add(typeof(TEntity), found = new ControllerOptions<TEntity>(this));
        }

        return (ControllerOptions<TEntity>)found;
    }

    static Informer<TEntity> InformerOf<TEntity>(IServiceProvider services, InformerOptions<TEntity> its)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = new Informer<TEntity>(
            its,
            services.GetRequiredService<ApiClient>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Chance>(),
            services.GetRequiredService<Health>(),
            services.GetRequiredService<ILogger<Informer<TEntity>>>());
        services.GetRequiredService<Stores>().Add(informer.Store);
        return informer;
    }

    static ControllerHost<TEntity> HostOf<TController, TEntity>(
        IServiceProvider services, ControllerOptions<TEntity> its)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var controller = services.GetRequiredService<TController>();
        var finalizers = its.Finalizers
            .Select(one => new Finalizer<TEntity>(
                one.Identifier, (IEntityFinalizer<TEntity>)services.GetRequiredService(one.Type)))
            .ToList();
        var patch = new FinalizerPatch(services.GetRequiredService<ApplyClient>());
        var parts = new ControllerParts<TEntity>(
            services.GetRequiredService<Informer<TEntity>>().Store,
            services.GetRequiredService<EntityQueue<TEntity>>(),
            [.. its.Triggers.Select(trigger => trigger(services))],
            its.ConcurrencyMax,
            () => new(controller, finalizers, patch));
        return new(
            parts,
            services.GetRequiredService<OperatorSettings>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<OperatorMetrics>(),
            services.GetRequiredService<Health>(),
            services.GetRequiredService<ILogger<ControllerHost<TEntity>>>());
    }
}
