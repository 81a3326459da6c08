using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>Gives every Region its node, keeps it as it should be, and says how it is.</summary>
sealed class RegionController(
    RegionStores stores,
    ApplyClient client,
    NodeRollout rollout,
    VolumeGrowth growth,
    RegionReport report,
    RegionOptions options) : IEntityController<V1Alpha1Region>
{
    /// <summary>How soon a region that waits looks again.</summary>
    static readonly TimeSpan WaitAgain = TimeSpan.FromSeconds(10);

    /// <summary>How soon a region asks again for what was refused and may be allowed by then.</summary>
    static readonly TimeSpan RefusedAgain = TimeSpan.FromMinutes(5);

    public async Task<ReconciliationResult<V1Alpha1Region>> ReconcileAsync(
        V1Alpha1Region region, CancellationToken cancel)
    {
        var found = new RegionFindings
        {
            StatefulSet = stores.StatefulSets.Get(region.Spec.Namespace, RegionStatefulSet.Name) is { } set
                && RegionLabels.RegionOf(set.Metadata) == region.Metadata.Name ? set : null,
            TableCount = stores.TableCountOf(region),
        };
        ApiException? failure = null;
        try
        {
            found = await AdvanceAsync(region, found, cancel);
        }
        catch (InvalidRegionException invalid)
        {
            found = found with { Refusal = new(RegionReasons.InvalidSpec, invalid.Message) };
        }
        catch (ApiException refused) when (refused is not ConflictException && ApiRefusal.Is(refused))
        {
            failure = refused;
            found = found with { Failure = refused.Message };
        }

        found = found with { Pods = stores.PodsOf(region), Claims = stores.ClaimsOf(region) };
        await report.WriteAsync(region, found, cancel);
        return failure is not null
            ? ReconciliationResult<V1Alpha1Region>.Failure(region, failure.Message, failure)
            : ReconciliationResult<V1Alpha1Region>.Success(region, Again(found));
    }

    /// <summary>What it owned goes by garbage collection.</summary>
    public Task<ReconciliationResult<V1Alpha1Region>> DeletedAsync(V1Alpha1Region region, CancellationToken cancel) =>
        Task.FromResult(ReconciliationResult<V1Alpha1Region>.Success(region));

    static TimeSpan? Again(RegionFindings found) =>
        found.WaitsFor is not null ? WaitAgain
        : found.GrowthRefusal is not null || found.Refusal is not null ? RefusedAgain
        : null;

    async Task<RegionFindings> AdvanceAsync(V1Alpha1Region region, RegionFindings found, CancellationToken cancel)
    {
        var name = region.Spec.Namespace;
        var home = stores.Namespaces.Get(null, name) ?? await client.GetAsync<V1Namespace>(null, name, cancel);
        if (NamespaceRule.RefusalOf(region, home, stores.Regions.List(), options) is { } refusal)
        {
            return found with { Refusal = refusal };
        }

        // Before anything is written: a pod that cannot be leaves everything as it is.
        var desired = RegionStatefulSet.For(region, options);
        await client.ApplyAsync(NamespaceRule.Desired(region, home), cancel);
        await client.ApplyAsync(RegionServiceAccount.For(region), cancel);
        await client.ApplyAsync(RegionServices.ForPeers(region), cancel);
        await client.ApplyAsync(RegionServices.ForClients(region), cancel);
        await ApplyNetworkPolicyAsync(region, cancel);
        await client.ApplyAsync(RegionDisruptionBudget.For(region), cancel);
        var growthRefusal = await growth.GrowAsync(region, stores.ClaimsOf(region), cancel);
        var outcome = await rollout.AdvanceAsync(region, desired, growthRefusal is null, cancel);
        return found with
        {
            StatefulSet = outcome.StatefulSet,
            WaitsFor = outcome.WaitsFor,
            GrowthRefusal = growthRefusal,
        };
    }

    async Task ApplyNetworkPolicyAsync(V1Alpha1Region region, CancellationToken cancel)
    {
        if (region.Spec.NetworkPolicy.Enabled)
        {
            await client.ApplyAsync(RegionNetworkPolicy.For(region, options), cancel);
        }
        else if (stores.NetworkPolicies.Get(region.Spec.Namespace, RegionNetworkPolicy.Name) is { } policy
            && RegionLabels.RegionOf(policy.Metadata) == region.Metadata.Name)
        {
            await client.DeleteAsync<V1NetworkPolicy>(policy, Propagation.Background, cancel);
        }
    }
}
