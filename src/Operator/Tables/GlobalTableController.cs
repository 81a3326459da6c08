using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tables;

/// <summary>Shows in an object what has become of it. What is to become of it is planned for all at once.</summary>
sealed class GlobalTableController(TableControl control, StatusWriter status, TimeProvider time)
    : IEntityController<V1Alpha1GlobalTable>
{
    static readonly TimeSpan PlannedAfter = TimeSpan.FromSeconds(1);

    public async Task<ReconciliationResult<V1Alpha1GlobalTable>> ReconcileAsync(
        V1Alpha1GlobalTable entity, CancellationToken cancel)
    {
        if (control.Picture is not { } picture || !picture.Knows(entity, time.GetUtcNow()))
        {
            return ReconciliationResult<V1Alpha1GlobalTable>.Success(entity, PlannedAfter);
        }

        var after = TableStatusFrom.Picture(entity, picture, time.GetUtcNow());
        return ReconciliationResult<V1Alpha1GlobalTable>.Success(
            entity, await status.WriteAsync(entity, after, picture, cancel));
    }

    public Task<ReconciliationResult<V1Alpha1GlobalTable>> DeletedAsync(
        V1Alpha1GlobalTable entity, CancellationToken cancel)
    {
        status.Forget(entity);
        return Task.FromResult(ReconciliationResult<V1Alpha1GlobalTable>.Success(entity));
    }
}
