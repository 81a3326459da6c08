using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// Has the controller of a kind look at an object, from outside of a reconcile. Without effect while this process
/// does not lead: whoever begins to lead looks at every object.
/// </summary>
public interface IEntityQueue<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    void Enqueue(string? @namespace, string name);

    /// <summary>Of several deadlines for a key the earliest stands.</summary>
    void EnqueueAfter(string? @namespace, string name, TimeSpan after);
}
