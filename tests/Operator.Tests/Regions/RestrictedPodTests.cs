using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>The pod meets Kubernetes' restricted profile, which the region's namespace enforces.</summary>
public sealed class RestrictedPodTests
{
    static readonly string[] VolumeKinds =
        ["ConfigMap", "Csi", "DownwardAPI", "EmptyDir", "Ephemeral", "Projected", "Secret"];

    public static TheoryData<string> Regions => ["minimal", "full"];

    [Theory]
    [MemberData(nameof(Regions))]
    public void Pod_is_restricted(string which)
    {
        var pod = PodOf(which);
        Assert.NotEqual(true, pod.HostNetwork);
        Assert.NotEqual(true, pod.HostPID);
        Assert.NotEqual(true, pod.HostIPC);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.NotEqual(0, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.All(pod.Volumes, volume => Assert.Contains(KindOf(volume), VolumeKinds));
    }

    [Theory]
    [MemberData(nameof(Regions))]
    public void Containers_are_restricted(string which) => Assert.All(PodOf(which).Containers, container =>
    {
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.NotEqual(true, container.SecurityContext.Privileged);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Null(container.SecurityContext.Capabilities.Add);
        Assert.All(container.Ports, port => Assert.Null(port.HostPort));
    });

    [Theory]
    [MemberData(nameof(Regions))]
    public void Pod_knows_nothing_of_the_cluster(string which)
    {
        var pod = PodOf(which);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(pod.EnableServiceLinks);
    }

    static string KindOf(V1Volume volume) => typeof(V1Volume).GetProperties()
        .Single(kind => kind.Name != "Name" && kind.GetValue(volume) is not null).Name;

    static V1PodSpec PodOf(string which)
    {
        V1Alpha1Region region = which == "full" ? TestRegions.Full() : TestRegions.Minimal();
        return RegionStatefulSet.For(region, TestRegions.FullOptions).Spec.Template.Spec;
    }
}
