using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>What else a controller listens to, and how much it does at once.</summary>
public sealed class ControllerOptions<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    readonly OperatorBuilder builder;

    internal ControllerOptions(OperatorBuilder builder) => this.builder = builder;

    internal int ConcurrencyMax { get; private set; } = 4;

    internal List<Func<IServiceProvider, ITrigger>> Triggers { get; } = [];

    internal List<(string Identifier, Type Type)> Finalizers { get; } = [];

    /// <summary>How many objects are looked at in parallel; one of them is never in two hands.</summary>
    public ControllerOptions<TEntity> WithMaxConcurrency(int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ConcurrencyMax = most;
        return this;
    }

    /// <summary>A change of an object looks at the one that is its controller by owner reference.</summary>
    public ControllerOptions<TEntity> Owns<TOwned>()
        where TOwned : class, IKubernetesObject<V1ObjectMeta> =>
        Watches<TOwned>((services, owned) =>
            OwnersOf(owned, services.GetRequiredService<IEntityStore<TEntity>>()));

    /// <summary>A change of an object of another kind looks at those keys, of what it was and of what it is.</summary>
    public ControllerOptions<TEntity> Watches<TOther>(Func<TOther, IEnumerable<ObjectKey>> keysOf)
        where TOther : class, IKubernetesObject<V1ObjectMeta> => Watches<TOther>((_, other) => keysOf(other));

    /// <param name="keysOf">Is handed the services too, for one to search an index of a store.</param>
    public ControllerOptions<TEntity> Watches<TOther>(Func<IServiceProvider, TOther, IEnumerable<ObjectKey>> keysOf)
        where TOther : class, IKubernetesObject<V1ObjectMeta>
    {
        builder.AddInformer<TOther>();
        Triggers.Add(services => new Trigger<TOther>(
            services.GetRequiredService<IEntityStore<TOther>>(), other => keysOf(services, other)));
        return this;
    }

    /// <summary>An owner is in the same namespace, or belongs to the whole cluster.</summary>
    static IEnumerable<ObjectKey> OwnersOf(IKubernetesObject<V1ObjectMeta> owned, IEntityStore<TEntity> owners)
    {
        var resource = ApiResource.Of<TEntity>();
        return (owned.Metadata.OwnerReferences ?? [])
            .Where(owner => owner.Controller == true && owner.Kind == resource.Kind
                && GroupOf(owner.ApiVersion) == resource.Group)
            .Select(owner => owners.Get(null, owner.Name) is null
                ? new ObjectKey(owned.Metadata.NamespaceProperty, owner.Name)
                : new ObjectKey(null, owner.Name));
    }

    static string GroupOf(string apiVersion) =>
        apiVersion.Split('/') is [var group, _] ? group : "";
}
