using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Regions;

/// <summary>A region that tables live in stays. The server is asked and not the cache: data depends on it.</summary>
sealed class RegionFinalizer(ApplyClient client, RegionReport report, EventRecorder events)
    : IEntityFinalizer<V1Alpha1Region>
{
    /// <summary>A change of a table has it look at once; this is for what was missed.</summary>
    static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    public async Task<ReconciliationResult<V1Alpha1Region>> FinalizeAsync(
        V1Alpha1Region region, CancellationToken cancel)
    {
        var tables = await client.ListAsync<V1Alpha1GlobalTable>(null, null, cancel);
        var users = RegionUsers.Of(region.Metadata.Name, tables);
        if (users.Count > 0)
        {
            await report.WriteNotReadyAsync(region, RegionUsers.Refusal(region.Metadata.Name, users), cancel);
            return ReconciliationResult<V1Alpha1Region>.Success(region, LookAgain);
        }

        events.Publish(
            region,
            EventType.Normal,
            RegionReasons.Released,
            "No table uses the region: its node goes" + (
                region.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted == "Delete"
                    ? $", and its volume with it. Namespace {region.Spec.Namespace} stays"
                    : $". Namespace {region.Spec.Namespace} and the volume in it stay"));
        return ReconciliationResult<V1Alpha1Region>.Success(region);
    }
}
