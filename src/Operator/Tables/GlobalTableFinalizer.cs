using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// Lets a deleted object go once its regions are told, durably, to let the table go. Regions that answer are waited
/// for a little, so that what <c>kubectl delete</c> waits for is mostly done; a dead one holds up nothing and hears
/// of it when it is back.
/// </summary>
sealed class GlobalTableFinalizer(TableControl control, StatusWriter status, TimeProvider time)
    : IEntityFinalizer<V1Alpha1GlobalTable>
{
    static readonly TimeSpan RegionsWaitedFor = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(500);

    public async Task<ReconciliationResult<V1Alpha1GlobalTable>> FinalizeAsync(
        V1Alpha1GlobalTable entity, CancellationToken cancel)
    {
        if (control.Picture is { } picture)
        {
            if (picture.Released.Contains(entity.Uid()) && (!IsStillThere(entity, picture) || IsLate(entity)))
            {
                status.Forget(entity);
                return ReconciliationResult<V1Alpha1GlobalTable>.Success(entity);
            }

            await status.WriteAsync(
                entity, TableStatusFrom.Picture(entity, picture, time.GetUtcNow()), picture, cancel);
        }

        return ReconciliationResult<V1Alpha1GlobalTable>.Success(entity, LookAgainAfter);
    }

    /// <summary>True while a region that answers has the table still.</summary>
    static bool IsStillThere(V1Alpha1GlobalTable entity, TablePicture picture)
    {
        var owner = TableObjects.NameOf(entity).ToString();
        return picture.Regions.Values.Any(
            region => region.Node.Status is not null && region.Removals.Contains(owner));
    }

    bool IsLate(V1Alpha1GlobalTable entity) =>
        time.GetUtcNow() - new DateTimeOffset(entity.DeletionTimestamp()!.Value) > RegionsWaitedFor;
}
