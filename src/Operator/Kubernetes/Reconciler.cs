using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <param name="Identifier">As in <c>example.com/finalizer</c>.</param>
sealed record Finalizer<TEntity>(string Identifier, IEntityFinalizer<TEntity> Action)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;

/// <summary>
/// Looks at one object once: an object that is there gets its finalizers before anything is done for it; one that is
/// to go is asked of its finalizers, in their order; one that is gone is told as gone.
/// </summary>
sealed class Reconciler<TEntity>(
    IEntityController<TEntity> controller, IReadOnlyList<Finalizer<TEntity>> finalizers, FinalizerPatch patch)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Objects that are gone and whose going has not been told yet, as they were known last.</summary>
    readonly ConcurrentDictionary<ObjectKey, TEntity> gone = new();

    /// <summary>Objects that are ready to go, by uid; the cache may still show them for a while.</summary>
    readonly ConcurrentDictionary<ObjectKey, string> finalized = new();

    public void Notice(TEntity? before, TEntity? now)
    {
        if (now is not null)
        {
            gone.TryRemove(ObjectKey.Of(now), out _);
        }
        else if (before is not null)
        {
            var key = ObjectKey.Of(before);
            gone[key] = before;
            finalized.TryRemove(key, out _);
        }
    }

    /// <param name="entity">As the cache knows it now; null for gone.</param>
    /// <returns>Null when nobody is waiting for the key any more.</returns>
    public async Task<ReconciliationResult<TEntity>?> ReconcileAsync(
        ObjectKey key, TEntity? entity, CancellationToken cancel)
    {
        if (entity is null)
        {
            finalized.TryRemove(key, out _);
            return gone.TryGetValue(key, out var last) ? await DeletedAsync(key, last, cancel) : null;
        }

        var own = EntityJson.Clone(entity); // whatever the controller does to it, the cache stays as it is
        if (own.Metadata.DeletionTimestamp is not null)
        {
            return await FinalizeAsync(key, own, cancel);
        }

        var missing = finalizers.Select(one => one.Identifier).Except(FinalizerPatch.Of(own)).ToList();
        return await controller.ReconcileAsync(
            missing.Count == 0 ? own : await patch.AddAsync(own, missing, cancel), cancel);
    }

    async Task<ReconciliationResult<TEntity>?> DeletedAsync(ObjectKey key, TEntity last, CancellationToken cancel)
    {
        var result = await controller.DeletedAsync(EntityJson.Clone(last), cancel);
        if (result is { IsSuccess: true, RequeueAfter: null })
        {
            gone.TryRemove(new(key, last));
            return null;
        }

        return result;
    }

    async Task<ReconciliationResult<TEntity>> FinalizeAsync(ObjectKey key, TEntity entity, CancellationToken cancel)
    {
        if (finalized.TryGetValue(key, out var uid) && uid == entity.Metadata.Uid)
        {
            return ReconciliationResult<TEntity>.Success(entity);
        }

        foreach (var finalizer in finalizers)
        {
            if (!FinalizerPatch.Of(entity).Contains(finalizer.Identifier))
            {
                continue;
            }

            var result = await finalizer.Action.FinalizeAsync(entity, cancel);
            if (result is not { IsSuccess: true, RequeueAfter: null })
            {
                return result;
            }

            if (await patch.RemoveAsync(entity, finalizer.Identifier, cancel) is not { } left)
            {
                break;
            }

            entity = left;
        }

        finalized[key] = entity.Metadata.Uid ?? "";
        return ReconciliationResult<TEntity>.Success(entity);
    }
}
