using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Brings a region's StatefulSet to what it should be, with the fewest restarts: a change of the pod waits until no
/// other region is without its node; what cannot be changed in place is changed by making the StatefulSet anew around
/// the pod that runs.
/// </summary>
sealed class NodeRollout(
    RegionStores stores, ApplyClient client, RolloutGate gate, EventRecorder events, TimeProvider time)
{
    static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <param name="hasRoom">False when the volume was not allowed to grow: the claim template stays as it is.</param>
    public async Task<RolloutOutcome> AdvanceAsync(
        V1Alpha1Region region, V1StatefulSet desired, bool hasRoom, CancellationToken cancel)
    {
        var live = stores.StatefulSets.Get(region.Spec.Namespace, RegionStatefulSet.Name);
        if (live is null || !IsLike(live, desired))
        {
            // Before anything that costs a restart the server is asked: the cache may not know the last change yet.
            live = await client.GetAsync<V1StatefulSet>(region.Spec.Namespace, RegionStatefulSet.Name, cancel);
        }

        if (live is null)
        {
            var made = await client.ApplyAsync(desired, cancel);
            Tell(region, RegionReasons.NodeCreated, $"Made the StatefulSet {Where(desired)}");
            return new(made);
        }

        if (live.Metadata.DeletionTimestamp is not null)
        {
            return new(live, "its StatefulSet, which is being deleted");
        }

        if (!hasRoom)
        {
            desired.Spec.VolumeClaimTemplates = live.Spec.VolumeClaimTemplates;
        }

        KubectlRestart.Keep(live, desired);
        if (StatefulSetChange.NeedsRecreation(live, desired))
        {
            live = await RecreateAsync(region, live, desired, cancel);
        }

        var hash = RegionStatefulSet.HashOf(desired)!;
        if (RegionStatefulSet.HashOf(live) == hash)
        {
            gate.Forget(region.Metadata.Name, butFor: hash);
            return new(await client.ApplyAsync(desired, cancel));
        }

        // Whoever stops the node means it.
        if (region.Spec.Nodes > 0
            && gate.TryBegin(region.Metadata.Name, hash, stores.StatefulSets.List()) is { } other)
        {
            return new(live, other);
        }

        try
        {
            var rolled = await client.ApplyAsync(desired, cancel);
            Tell(region, RegionReasons.RollingUpdate, $"Changed the pod of {Where(desired)}");
            return new(rolled);
        }
        catch (ApiException)
        {
            gate.Forget(region.Metadata.Name);
            throw;
        }
    }

    /// <summary>
    /// The same StatefulSet with other fixed fields. The pod is orphaned, and adopted by the next one: it has the
    /// template of the one before, so that nothing restarts by this.
    /// </summary>
    async Task<V1StatefulSet> RecreateAsync(
        V1Alpha1Region region, V1StatefulSet live, V1StatefulSet desired, CancellationToken cancel)
    {
        var next = EntityJson.Clone(desired);
        next.Spec.Template = live.Spec.Template;
        next.Spec.Replicas = live.Spec.Replicas;
        next.Metadata.Annotations = live.Metadata.Annotations;
        await client.DeleteAsync(live, Propagation.Orphan, cancel);
        await UntilGoneAsync(live, cancel);
        var made = await client.ApplyAsync(next, cancel);
        Tell(
            region,
            RegionReasons.StatefulSetRecreated,
            $"Made the StatefulSet {Where(desired)} anew, because a field of it cannot be changed; the pod stays");
        return made;
    }

    async Task UntilGoneAsync(V1StatefulSet set, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var home = set.Metadata.NamespaceProperty;
        while (await client.GetAsync<V1StatefulSet>(home, set.Metadata.Name, cancel) is { } found
            && found.Metadata.Uid == set.Metadata.Uid)
        {
            if (time.GetElapsedTime(began) > GoneWithin)
            {
                throw new TimeoutException(
                    $"StatefulSet {Where(set)} is deleted and does not go: is the garbage collector running?");
            }

            await Task.Delay(LookEvery, time, cancel);
        }
    }

    void Tell(V1Alpha1Region region, string reason, string note) =>
        events.Publish(region, EventType.Normal, reason, note);

    static bool IsLike(V1StatefulSet live, V1StatefulSet desired) =>
        RegionStatefulSet.HashOf(live) == RegionStatefulSet.HashOf(desired)
        && !StatefulSetChange.NeedsRecreation(live, desired);

    static string Where(V1StatefulSet set) => $"{set.Metadata.NamespaceProperty}/{set.Metadata.Name}";
}

/// <param name="StatefulSet">As it is now.</param>
/// <param name="WaitsFor">What a change that is still to come waits for.</param>
sealed record RolloutOutcome(V1StatefulSet StatefulSet, string? WaitsFor = null);
