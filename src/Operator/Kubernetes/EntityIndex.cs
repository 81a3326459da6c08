using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>Which objects are filed under a key. Not safe for several threads: its owner holds the lock.</summary>
sealed class EntityIndex<TEntity>(Func<TEntity, IEnumerable<string>> keysOf)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    readonly Dictionary<string, HashSet<ObjectKey>> filed = new(StringComparer.Ordinal);

    public TEntity[] Find(string key, Dictionary<ObjectKey, TEntity> entities) =>
        filed.TryGetValue(key, out var found) ? [.. found.Select(one => entities[one])] : [];

    public void Move(ObjectKey entity, TEntity? before, TEntity? now)
    {
        foreach (var key in before is null ? [] : keysOf(before))
        {
            if (filed.TryGetValue(key, out var found) && found.Remove(entity) && found.Count == 0)
            {
                filed.Remove(key);
            }
        }

        foreach (var key in now is null ? [] : keysOf(now))
        {
            if (!filed.TryGetValue(key, out var found))
            {
                filed.Add(key, found = []);
            }

            found.Add(entity);
        }
    }
}
