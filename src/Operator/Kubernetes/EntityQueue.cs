using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The door to the queue of the present term; there is none while this process does not lead.</summary>
sealed class EntityQueue<TEntity> : IEntityQueue<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    volatile WorkQueue<ObjectKey>? current;

    public WorkQueue<ObjectKey>? Current
    {
        get => current;
        set => current = value;
    }

    public void Enqueue(string? @namespace, string name) => current?.Add(new(@namespace, name));

    public void EnqueueAfter(string? @namespace, string name, TimeSpan after) =>
        current?.AddAfter(new(@namespace, name), after);
}
