using GlobalTables.Operator.Regions;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>StatefulSets in the situations that they get into.</summary>
static class TestStatefulSets
{
    public static V1StatefulSet Settled(string region = "eu-west-1", string hash = "a")
    {
        var set = RegionStatefulSet.For(TestRegions.Minimal(region), TestRegions.Options);
        set.Metadata.Annotations[RegionStatefulSet.TemplateHash] = hash;
        set.Metadata.Generation = 3;
        set.Status = new()
        {
            ObservedGeneration = 3,
            Replicas = 1,
            UpdatedReplicas = 1,
            ReadyReplicas = 1,
            CurrentRevision = "r1",
            UpdateRevision = "r1",
        };
        return set;
    }

    /// <summary>Changed, and its controller has not looked yet.</summary>
    public static V1StatefulSet Changed(string region = "eu-west-1", string hash = "b") => With(region, hash, set =>
        set.Metadata.Generation = 4);

    /// <summary>The pod of before is there and is to go.</summary>
    public static V1StatefulSet Replacing(string region = "eu-west-1", string hash = "b") => With(region, hash, set =>
    {
        set.Status.UpdatedReplicas = 0;
        set.Status.UpdateRevision = "r2";
    });

    public static V1StatefulSet NotReady(string region = "eu-west-1", string hash = "a") =>
        With(region, hash, set => set.Status.ReadyReplicas = 0);

    public static V1StatefulSet Stopped(string region = "eu-west-1") => With(region, "a", set =>
    {
        set.Spec.Replicas = 0;
        set.Status = new() { ObservedGeneration = 3, Replicas = 0, CurrentRevision = "r1", UpdateRevision = "r1" };
    });

    static V1StatefulSet With(string region, string hash, Action<V1StatefulSet> change)
    {
        var set = Settled(region, hash);
        change(set);
        return set;
    }
}
