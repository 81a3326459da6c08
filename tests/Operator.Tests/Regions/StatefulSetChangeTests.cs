using GlobalTables.Operator.Regions;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class StatefulSetChangeTests
{
    public static TheoryData<string, bool> Changes => new()
    {
        { "nothing", false },
        { "what the server adds", false },
        { "the pod", false },
        { "the number of nodes", false },
        { "what becomes of the volume", false },
        { "the volume's size", true },
        { "the volume's class", true },
        { "the service", true },
        { "the pod management", true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_can_be_changed_in_place_is(string what, bool needsRecreation)
    {
        var desired = RegionStatefulSet.For(TestRegions.Minimal(), TestRegions.Options);
        var live = RegionStatefulSet.For(TestRegions.Minimal(), TestRegions.Options);
        Change(live.Spec, what);
        Assert.Equal(needsRecreation, StatefulSetChange.NeedsRecreation(live, desired));
    }

    static void Change(V1StatefulSetSpec spec, string what)
    {
        var claim = spec.VolumeClaimTemplates[0];
        switch (what)
        {
            case "what the server adds":
                claim.Spec.VolumeMode = "Filesystem";
                claim.Status = new() { Phase = "Pending" };
                spec.RevisionHistoryLimit = 10;
                break;
            case "the pod":
                spec.Template.Spec.Containers[0].Image = "other";
                break;
            case "the number of nodes":
                spec.Replicas = 0;
                break;
            case "what becomes of the volume":
                spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted = "Delete";
                break;
            case "the volume's size":
                claim.Spec.Resources.Requests["storage"] = new("10Gi");
                break;
            case "the volume's class":
                claim.Spec.StorageClassName = "other";
                break;
            case "the service":
                spec.ServiceName = "other";
                break;
            case "the pod management":
                spec.PodManagementPolicy = "OrderedReady";
                break;
        }
    }
}
