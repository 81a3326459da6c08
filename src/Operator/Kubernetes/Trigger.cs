using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>Changes of another kind that have a controller look at its own objects.</summary>
interface ITrigger
{
    Task WaitForSyncAsync(CancellationToken cancel);

    /// <summary>Calls for every key that a change concerns, until disposed.</summary>
    IDisposable Subscribe(Action<ObjectKey> look);
}

sealed class Trigger<TOther>(IEntityStore<TOther> store, Func<TOther, IEnumerable<ObjectKey>> keysOf) : ITrigger
    where TOther : class, IKubernetesObject<V1ObjectMeta>
{
    public Task WaitForSyncAsync(CancellationToken cancel) => store.WaitForSyncAsync(cancel);

    public IDisposable Subscribe(Action<ObjectKey> look)
    {
        void Changed(TOther? before, TOther? now)
        {
            // Both: what it concerned before may miss it now.
            var concerned = (before is null ? [] : keysOf(before)).Concat(now is null ? [] : keysOf(now));
            foreach (var key in concerned.Distinct())
            {
                look(key);
            }
        }

        return new Subscription<TOther>(store, Changed);
    }
}

sealed class Subscription<TEntity> : IDisposable
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    readonly IEntityStore<TEntity> store;
    readonly Action<TEntity?, TEntity?> changed;

    public Subscription(IEntityStore<TEntity> store, Action<TEntity?, TEntity?> changed)
    {
        (this.store, this.changed) = (store, changed);
        store.Changed += changed;
    }

    public void Dispose() => store.Changed -= changed;
}
