using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// Makes the world agree with an object. Called for one key at a time, by several workers for different keys; it may
/// be called at any moment, any number of times, and again after a crash half way.
/// </summary>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <param name="entity">A copy of what the cache knows now, which may be older than the last write.</param>
    /// <param name="cancel">Fires when leadership is lost, when the operator stops, and after the timeout.</param>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancel);

    /// <summary>
    /// The object is gone from the cache. It is told once, and not at all when nobody led while it went: what must
    /// not be missed belongs in a finalizer.
    /// </summary>
    /// <param name="entity">As the cache knew it last.</param>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancel);
}
