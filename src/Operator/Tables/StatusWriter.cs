using System.Collections.Concurrent;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>Writes a table's status when that is worth it, and reports what happened as events.</summary>
sealed class StatusWriter(ApplyClient api, TableEvents events, TimeProvider time)
{
    public const string FieldManager = "globaltables-status";

    /// <summary>
    /// By object: when it was written here last, and what was written, which the cache may not show yet.
    /// </summary>
    readonly ConcurrentDictionary<string, Written> written = new(StringComparer.Ordinal);

    /// <returns>When to look again; null for when something happens.</returns>
    public async Task<TimeSpan?> WriteAsync(
        V1Alpha1GlobalTable entity, V1Alpha1GlobalTableStatus after, TablePicture picture, CancellationToken cancel)
    {
        written.TryGetValue(entity.Uid(), out var last);
        var before = last?.Status ?? (entity.Status is { Conditions.Count: > 0 } known ? known : null);
        var wait = StatusChange.WriteAfter(before, after, last is null ? null : time.GetElapsedTime(last.At));
        if (wait != TimeSpan.Zero)
        {
            return wait;
        }

        await api.ApplyStatusAsync(
            new V1Alpha1GlobalTable
            {
                Metadata = new V1ObjectMeta { Name = entity.Name(), NamespaceProperty = entity.Namespace() },
                Spec = null!,
                Status = after,
            },
            FieldManager,
            cancel);
        written[entity.Uid()] = new Written(time.GetTimestamp(), after);
        events.Report(entity, before, after, picture);
        return null;
    }

    /// <summary>A term of leadership begins: others may have written meanwhile.</summary>
    public void Begin() => written.Clear();

    public void Forget(V1Alpha1GlobalTable entity) => written.TryRemove(entity.Uid(), out _);

    sealed record Written(long At, V1Alpha1GlobalTableStatus Status);
}
