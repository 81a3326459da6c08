using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The cache of one kind: filled by an informer, read by everybody.</summary>
sealed partial class Store<TEntity>(
    IReadOnlyDictionary<string, Func<TEntity, IEnumerable<string>>> indexes, ILogger logger) : IEntityStore<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    readonly Lock gate = new();
    readonly Dictionary<ObjectKey, TEntity> entities = [];
    readonly EntityIndex<TEntity> byNamespace = new(entity => [entity.Metadata.NamespaceProperty ?? ""]);
    readonly Dictionary<string, EntityIndex<TEntity>> byIndex = indexes.ToDictionary(
        index => index.Key, index => new EntityIndex<TEntity>(index.Value), StringComparer.Ordinal);
    readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TEntity[]? all;

    public event Action<TEntity?, TEntity?>? Changed;

    public bool IsSynced => synced.Task.IsCompletedSuccessfully;

    public TEntity? Get(string? @namespace, string name)
    {
        lock (gate)
        {
            return entities.GetValueOrDefault(new(@namespace, name));
        }
    }

    public IReadOnlyList<TEntity> List()
    {
        lock (gate)
        {
            return all ??= [.. entities.Values];
        }
    }

    public IReadOnlyList<TEntity> InNamespace(string @namespace)
    {
        lock (gate)
        {
            return byNamespace.Find(@namespace, entities);
        }
    }

    public IReadOnlyList<TEntity> ByIndex(string index, string key)
    {
        lock (gate)
        {
            return byIndex.TryGetValue(index, out var found)
                ? found.Find(key, entities)
                : throw new ArgumentException($"There is no index '{index}' of {typeof(TEntity).Name}.", nameof(index));
        }
    }

    public Task WaitForSyncAsync(CancellationToken cancel) => synced.Task.WaitAsync(cancel);

    public void MarkSynced() => synced.TrySetResult();

    public void Set(TEntity entity)
    {
        var key = ObjectKey.Of(entity);
        TEntity? before;
        lock (gate)
        {
            before = entities.GetValueOrDefault(key);
            if (before is not null && IsSame(before, entity))
            {
                return;
            }

            Put(key, before, entity);
        }

        Tell(before, entity);
    }

    public void Remove(ObjectKey key)
    {
        TEntity? before;
        lock (gate)
        {
            if (!entities.TryGetValue(key, out before))
            {
                return;
            }

            Put(key, before, null);
        }

        Tell(before, null);
    }

    /// <summary>Makes the cache what a list says; what the list lacks is told as gone.</summary>
    /// <param name="scope">The namespace that was listed; null for all.</param>
    /// <param name="keep">Objects that are there and could not be read: what is known of them stays.</param>
    public void Replace(string? scope, IReadOnlyList<TEntity> listed, IReadOnlySet<ObjectKey> keep)
    {
        var present = listed.Select(ObjectKey.Of).ToHashSet();
        ObjectKey[] gone;
        lock (gate)
        {
            gone =
            [
                .. entities.Keys.Where(key =>
                    (scope is null || key.Namespace == scope) && !present.Contains(key) && !keep.Contains(key)),
            ];
        }

        foreach (var key in gone)
        {
            Remove(key);
        }

        foreach (var entity in listed)
        {
            Set(entity);
        }
    }

    static bool IsSame(TEntity before, TEntity now) =>
        before.Metadata.Uid == now.Metadata.Uid
        && before.Metadata.ResourceVersion is { Length: > 0 } version
        && version == now.Metadata.ResourceVersion;

    void Put(ObjectKey key, TEntity? before, TEntity? now)
    {
        all = null;
        if (now is null)
        {
            entities.Remove(key);
        }
        else
        {
            entities[key] = now;
        }

        byNamespace.Move(key, before, now);
        foreach (var index in byIndex.Values)
        {
            index.Move(key, before, now);
        }
    }

    void Tell(TEntity? before, TEntity? now)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler(before, now);
            }
            catch (Exception failure)
            {
                // A listener's fault must not end the informer, which is everybody's.
                LogListenerFailed(failure, typeof(TEntity).Name);
            }
        }
    }

    [LoggerMessage(120, LogLevel.Error, "A listener to changes of {Kind} failed")]
    partial void LogListenerFailed(Exception failure, string kind);
}
