using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class NamespaceRuleTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("kube-system")]
    [InlineData("kube-anything")]
    [InlineData("globaltables")]
    public void Namespaces_of_others_are_not_for_regions(string name) =>
        Assert.Equal(RegionReasons.InvalidSpec, Reason(In(name), Namespace(name)));

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, RegionReasons.NamespaceMissing)]
    public void Namespace_that_is_not_there(bool createNamespace, string? reason)
    {
        var region = TestRegions.Minimal();
        region.Spec = region.Spec with { CreateNamespace = createNamespace };
        Assert.Equal(reason, Reason(region, null));
    }

    [Fact]
    public void Namespace_that_is_going()
    {
        var home = Namespace("region-eu-west-1");
        home.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        Assert.Equal(RegionReasons.NamespaceMissing, Reason(TestRegions.Minimal(), home));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("eu-west-1", null)]
    [InlineData("us-east-1", RegionReasons.NamespaceTaken)]
    public void Namespace_with_a_label(string? label, string? reason) =>
        Assert.Equal(reason, Reason(TestRegions.Minimal(), Namespace("region-eu-west-1", label)));

    [Fact]
    public void Of_two_that_want_one_namespace_the_older_has_it()
    {
        var (older, newer) = (TestRegions.Minimal("b"), TestRegions.Minimal("a"));
        older.Metadata.CreationTimestamp = DateTime.UnixEpoch;
        newer.Metadata.CreationTimestamp = DateTime.UnixEpoch.AddSeconds(1);
        newer.Spec = newer.Spec with { Namespace = older.Spec.Namespace };
        Assert.Null(Reason(older, null, older, newer));
        Assert.Equal(RegionReasons.NamespaceTaken, Reason(newer, null, older, newer));

        newer.Metadata.CreationTimestamp = older.Metadata.CreationTimestamp;
        Assert.Null(Reason(newer, null, older, newer));
        Assert.Equal(RegionReasons.NamespaceTaken, Reason(older, null, older, newer));
    }

    [Fact]
    public void A_region_that_comes_back_has_its_namespace_before_an_older_one_that_wants_it()
    {
        var (rival, back) = (TestRegions.Minimal("rival"), TestRegions.Minimal());
        rival.Metadata.CreationTimestamp = DateTime.UnixEpoch;
        back.Metadata.CreationTimestamp = DateTime.UnixEpoch.AddSeconds(1);
        rival.Spec = rival.Spec with { Namespace = back.Spec.Namespace };
        var home = Namespace(back.Spec.Namespace, "eu-west-1");
        Assert.Null(Reason(back, home, rival, back));
        Assert.Equal(RegionReasons.NamespaceTaken, Reason(rival, home, rival, back));
    }

    [Fact]
    public void Of_a_namespace_that_somebody_else_made_only_the_region_is_said()
    {
        var labels = NamespaceRule.Desired(TestRegions.Minimal(), Namespace("region-eu-west-1")).Metadata.Labels;
        Assert.Equal(["globaltables.dev/region"], labels.Keys);
        Assert.Equal(5, NamespaceRule.Desired(TestRegions.Minimal(), null).Metadata.Labels.Count);
    }

    static string? Reason(V1Alpha1Region region, V1Namespace? found, params V1Alpha1Region[] regions) =>
        NamespaceRule.RefusalOf(region, found, regions, TestRegions.Options)?.Reason;

    static V1Alpha1Region In(string name)
    {
        var region = TestRegions.Minimal();
        region.Spec = region.Spec with { Namespace = name };
        return region;
    }

    static V1Namespace Namespace(string name, string? region = null) => new()
    {
        Metadata = new()
        {
            Name = name,
            Labels = region is null ? null : new Dictionary<string, string> { ["globaltables.dev/region"] = region },
        },
    };
}
