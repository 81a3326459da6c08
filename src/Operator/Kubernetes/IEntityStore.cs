using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// What an informer knows of a kind: complete once synced, a little behind the server. The objects are shared and
/// must not be changed.
/// </summary>
public interface IEntityStore<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>
    /// What was there before and what is there now; null for nothing. Called on the informer's thread, one change
    /// of a key after the other: quick and without waiting.
    /// </summary>
    event Action<TEntity?, TEntity?> Changed;

    bool IsSynced { get; }

    TEntity? Get(string? @namespace, string name);

    IReadOnlyList<TEntity> List();

    IReadOnlyList<TEntity> InNamespace(string @namespace);

    /// <summary>The objects that the informer's index of that name files under the key.</summary>
    IReadOnlyList<TEntity> ByIndex(string index, string key);

    /// <summary>Waits until everything has been listed once.</summary>
    Task WaitForSyncAsync(CancellationToken cancel);
}
