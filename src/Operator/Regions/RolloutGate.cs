using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Lets one region after the other restart its node. Every table has its copies in several regions: while one of
/// them is down, the others must not go down for a reason of ours. A node that is not ready may be replaced at once,
/// for that is how it is repaired.
/// </summary>
sealed class RolloutGate
{
    readonly Lock gate = new();

    /// <summary>Regions that were let through, until the cache shows that they have settled.</summary>
    readonly Dictionary<string, Grant> granted = new(StringComparer.Ordinal);

    /// <param name="sets">The StatefulSets of all regions, as the cache knows them.</param>
    /// <returns>Whom the region waits for; null when it may go ahead.</returns>
    public string? TryBegin(string region, string templateHash, IReadOnlyCollection<V1StatefulSet> sets)
    {
        lock (gate)
        {
            Settle(sets);
            var own = sets.FirstOrDefault(set => IsOf(set, region));
            var mayGoAtOnce = granted.ContainsKey(region)
                || own is null
                || RolloutStates.Of(own) == RolloutState.Stopped
                || !RolloutStates.IsReady(own);
            if (!mayGoAtOnce && Busy(region, sets) is { } other)
            {
                return other;
            }

            granted[region] = new(templateHash, own?.Metadata.Generation ?? 0);
            return null;
        }
    }

    /// <summary>The region was let through, and could not or need not change.</summary>
    /// <param name="butFor">The template that it has got.</param>
    public void Forget(string region, string? butFor = null)
    {
        lock (gate)
        {
            if (granted.TryGetValue(region, out var grant) && grant.TemplateHash != butFor)
            {
                granted.Remove(region);
            }
        }
    }

    string? Busy(string region, IEnumerable<V1StatefulSet> sets)
    {
        if (granted.Keys.Where(other => other != region).Min() is { } rolling)
        {
            return $"region {rolling}, whose node is being replaced";
        }

        return sets
            .Select(set => (Region: RegionLabels.RegionOf(set.Metadata), State: RolloutStates.Of(set)))
            .Where(set => set.Region is not null && set.Region != region)
            .Where(set => set.State is RolloutState.Updating or RolloutState.NotReady)
            .OrderBy(set => set.Region, StringComparer.Ordinal)
            .Select(set => set.State == RolloutState.Updating
                ? $"region {set.Region}, whose node is being replaced"
                : $"region {set.Region}, whose node is not ready")
            .FirstOrDefault();
    }

    void Settle(IReadOnlyCollection<V1StatefulSet> sets)
    {
        foreach (var (region, grant) in granted.ToList())
        {
            var set = sets.FirstOrDefault(one => IsOf(one, region));
            if (set is null
                || (IsShown(grant, set) && RolloutStates.Of(set) is RolloutState.Settled or RolloutState.Stopped))
            {
                granted.Remove(region);
            }
        }
    }

    // Another process may have led meanwhile, and made something else of it.
    static bool IsShown(Grant grant, V1StatefulSet set) =>
        RegionStatefulSet.HashOf(set) == grant.TemplateHash || (set.Metadata.Generation ?? 0) > grant.Generation;

    static bool IsOf(V1StatefulSet set, string region) => RegionLabels.RegionOf(set.Metadata) == region;

    /// <param name="Generation">Of the StatefulSet before the change.</param>
    sealed record Grant(string TemplateHash, long Generation);
}
