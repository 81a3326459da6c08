using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>What names an object among those of its kind.</summary>
/// <param name="Namespace">Null for a kind that belongs to the whole cluster.</param>
public readonly record struct ObjectKey(string? Namespace, string Name)
{
    public static ObjectKey Of(IKubernetesObject<V1ObjectMeta> entity) =>
        new(entity.Metadata.NamespaceProperty, entity.Metadata.Name);

    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
