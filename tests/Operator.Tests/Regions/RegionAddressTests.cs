using GlobalTables.Operator.Regions;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class RegionAddressTests
{
    [Fact]
    public void Addresses_are_those_of_the_services()
    {
        var region = TestRegions.Full();
        Assert.Equal("http://regionnode.tables-us.svc:8000", RegionAddress.Api(region));
        Assert.Equal("http://regionnode-peers.tables-us.svc:8001", RegionAddress.Peers(region));
    }

    [Fact]
    public void A_region_that_a_table_names_has_a_namespace_of_its_own()
    {
        var region = AutoCreatedRegion.For("ap-south-1", TestRegions.FullOptions with { DefaultStorageSize = "5Gi" });
        Assert.Equal("ap-south-1", region.Metadata.Name);
        Assert.Equal("true", region.Metadata.Labels["globaltables.dev/auto-created"]);
        Assert.Equal("region-ap-south-1", region.Spec.Namespace);
        Assert.True(region.Spec.CreateNamespace);
        Assert.Equal(("5Gi", "usual"), (region.Spec.Storage.Size, region.Spec.Storage.StorageClassName));
    }
}
