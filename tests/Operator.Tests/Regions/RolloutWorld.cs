using GlobalTables.Operator.Regions;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>
/// Regions whose pods are changed again and again through one gate, with a cache that hears of it when the test
/// says so.
/// </summary>
sealed class RolloutWorld
{
    public const int Wish = 0;
    public const int Reconcile = 1;
    public const int Progress = 2;
    public const int News = 3;

    readonly RolloutGate gate = new();
    readonly V1StatefulSet[] sets;
    readonly V1StatefulSet[] cache;
    readonly string[] wishes;
    readonly bool[] takenDown;

    public RolloutWorld(int count)
    {
        sets = [.. Enumerable.Range(0, count).Select(region => TestStatefulSets.Settled(Name(region), "0"))];
        cache = [.. sets.Select(Copy)];
        wishes = [.. sets.Select(_ => "0")];
        takenDown = new bool[count];
    }

    public int TakenDownByUs => takenDown.Count(one => one);

    public bool IsDone => sets.Index().All(set =>
        RegionStatefulSet.HashOf(set.Item) == wishes[set.Index] && RolloutStates.Of(set.Item) == RolloutState.Settled);

    public void Step(int what, int region)
    {
        switch (what)
        {
            case Wish:
                wishes[region] = $"{int.Parse(wishes[region], null) + 1}";
                break;
            case Reconcile when RegionStatefulSet.HashOf(sets[region]) != wishes[region]:
                if (gate.TryBegin(Name(region), wishes[region], cache) is null)
                {
                    sets[region].Metadata.Annotations[RegionStatefulSet.TemplateHash] = wishes[region];
                    sets[region].Metadata.Generation++;
                    takenDown[region] = true;
                }

                break;
            case Progress:
                Advance(sets[region].Metadata, sets[region].Status);
                takenDown[region] &= RolloutStates.Of(sets[region]) != RolloutState.Settled;
                break;
            case News:
                cache[region] = Copy(sets[region]);
                break;
        }
    }

    /// <summary>What the StatefulSet's controller does next.</summary>
    static void Advance(V1ObjectMeta metadata, V1StatefulSetStatus status)
    {
        if (status.ObservedGeneration < metadata.Generation)
        {
            (status.ObservedGeneration, status.UpdatedReplicas) = (metadata.Generation, 0);
            status.UpdateRevision = $"r{metadata.Generation}";
        }
        else if (status.UpdatedReplicas == 0)
        {
            (status.UpdatedReplicas, status.ReadyReplicas) = (1, 0);
        }
        else
        {
            (status.ReadyReplicas, status.CurrentRevision) = (1, status.UpdateRevision);
        }
    }

    static string Name(int region) => $"region-{region}";

    static V1StatefulSet Copy(V1StatefulSet set) =>
        KubernetesJson.Deserialize<V1StatefulSet>(KubernetesJson.Serialize(set));
}
