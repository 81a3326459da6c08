using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The caches of this process by kind: a read of what is cached costs no request.</summary>
sealed class Stores
{
    readonly ConcurrentDictionary<Type, object> known = new();

    public void Add<TEntity>(IEntityStore<TEntity> store)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> => known[typeof(TEntity)] = store;

    public IEntityStore<TEntity>? Find<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        known.TryGetValue(typeof(TEntity), out var store) ? (IEntityStore<TEntity>)store : null;
}
