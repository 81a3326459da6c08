using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>What must happen before an object may go.</summary>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>
    /// Success without a time to look again removes the finalizer. Any other result, or an exception, keeps it and
    /// the question is asked again.
    /// </summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancel);
}
