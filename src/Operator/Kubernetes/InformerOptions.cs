using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>What the cache of a kind is to hold, and how it can be searched.</summary>
public sealed class InformerOptions<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>As in <c>app.kubernetes.io/managed-by=globaltables-operator</c>; all objects when null.</summary>
    public string? LabelSelector { get; set; }

    /// <summary>All when null; always null for a kind that belongs to the whole cluster.</summary>
    public IReadOnlyList<string>? Namespaces { get; set; }

    internal Dictionary<string, Func<TEntity, IEnumerable<string>>> Indexes { get; } = new(StringComparer.Ordinal);

    /// <param name="keysOf">Pure: asked again for the same object, it says the same.</param>
    public InformerOptions<TEntity> WithIndex(string name, Func<TEntity, IEnumerable<string>> keysOf)
    {
        Indexes[name] = keysOf;
        return this;
    }
}
