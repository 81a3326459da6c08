using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// Puts finalizers on objects and takes them off. The list is written whole, so each write names the version it was
/// made from: a finalizer that somebody else added meanwhile must not be lost.
/// </summary>
sealed class FinalizerPatch(ApplyClient client)
{
    const int AttemptsMax = 5;

    /// <exception cref="ConflictException">The cache is behind; the object is looked at again.</exception>
    public Task<TEntity> AddAsync<TEntity>(TEntity entity, IEnumerable<string> missing, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        WriteAsync(entity, Of(entity).Concat(missing), cancel);

    /// <returns>The object without the finalizer; null when it is gone.</returns>
    public async Task<TEntity?> RemoveAsync<TEntity>(TEntity entity, string finalizer, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var current = entity;
        for (var attempt = 1; Of(current).Contains(finalizer); attempt++)
        {
            try
            {
                return await WriteAsync(current, Of(current).Where(one => one != finalizer), cancel);
            }
            catch (ApiException gone) when (gone.IsNotFound)
            {
                return null;
            }
            catch (ConflictException) when (attempt < AttemptsMax)
            {
                // What was to be done before the object goes is done: only the write is tried again.
                var live = await client.GetAsync<TEntity>(
                    entity.Metadata.NamespaceProperty, entity.Metadata.Name, cancel);
                if (live is null || live.Metadata.Uid != entity.Metadata.Uid)
                {
                    return null;
                }

                current = live;
            }
        }

        return current;
    }

    public static IEnumerable<string> Of(IKubernetesObject<V1ObjectMeta> entity) => entity.Metadata.Finalizers ?? [];

    Task<TEntity> WriteAsync<TEntity>(TEntity entity, IEnumerable<string> finalizers, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var list = new JsonArray([.. finalizers.Select(one => JsonValue.Create(one))]);
        return client.PatchAsync(
            entity, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = list } }, cancel);
    }
}
