using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class TemplateHashTests
{
    [Fact]
    public void Only_what_is_in_the_pod_counts()
    {
        var before = Hash(TestRegions.Minimal().Spec);
        Assert.Equal(before, Hash(TestRegions.Minimal().Spec with { Nodes = 0 }));
        Assert.Equal(before, Hash(TestRegions.Minimal().Spec with { Storage = new("40Gi") }));
        Assert.Equal(before, Hash(TestRegions.Minimal().Spec with { NetworkPolicy = new(false) }));
        Assert.NotEqual(before, Hash(TestRegions.Minimal().Spec with { Image = "registry.example/regionnode:2.0.0" }));
        Assert.NotEqual(
            before,
            Hash(TestRegions.WithOverlay("""{"spec": {"priorityClassName": "high"}}""").Spec));
    }

    [Fact]
    public void Order_of_what_is_laid_over_does_not_count() => Assert.Equal(
        Hash(TestRegions.WithOverlay("""{"spec": {"nodeSelector": {"a": "1", "b": "2"}, "hostname": "x"}}""").Spec),
        Hash(TestRegions.WithOverlay("""{"spec": {"hostname": "x", "nodeSelector": {"b": "2", "a": "1"}}}""").Spec));

    static string Hash(V1Alpha1RegionSpec spec)
    {
        var region = TestRegions.Minimal();
        region.Spec = spec;
        return RegionStatefulSet.HashOf(RegionStatefulSet.For(region, TestRegions.Options))!;
    }
}
