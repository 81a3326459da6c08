using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class RegionFinalizerTests : IAsyncLifetime
{
    RegionCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await RegionCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_region_that_tables_use_is_held_until_they_have_left()
    {
        await cluster.AddReadyAsync("eu-west-1");
        cluster.Server.Create(new V1Namespace { Metadata = new() { Name = "shop" } });
        cluster.Server.Create(RegionUsersTests.Table("orders", ["eu-west-1"]));
        await cluster.UntilAsync(() => cluster.Region("eu-west-1").Status!.TableCount == 1, "the table is counted");

        cluster.Server.Delete<V1Alpha1Region>(null, "eu-west-1");
        await cluster.UntilAsync("eu-west-1", "Ready", RegionReasons.IsBeingUsed);
        var status = cluster.Region("eu-west-1").Status!;
        Assert.Contains("shop/orders", status.Conditions![0].Message, StringComparison.Ordinal);
        Assert.Equal("1/1", status.NodeSummary);
        Assert.NotNull(cluster.Set("eu-west-1"));

        cluster.Server.Delete<V1Alpha1GlobalTable>("shop", "orders");
        await cluster.UntilAsync(() => cluster.Server.Get<V1Alpha1Region>(null, "eu-west-1") is null, "it is gone");
        Assert.Null(cluster.Set("eu-west-1"));
        Assert.Null(cluster.Server.Get<V1Service>("region-eu-west-1", "regionnode"));
        Assert.NotNull(cluster.Server.Get<V1Namespace>(null, "region-eu-west-1"));
        Assert.NotNull(cluster.Server.Get<V1PersistentVolumeClaim>("region-eu-west-1", "data-regionnode-0"));
    }

    [Fact]
    public async Task The_same_region_comes_back_to_its_volume()
    {
        await cluster.AddReadyAsync("eu-west-1");
        cluster.Server.Delete<V1Alpha1Region>(null, "eu-west-1");
        await cluster.UntilAsync(() => cluster.Server.Get<V1Alpha1Region>(null, "eu-west-1") is null, "it is gone");
        cluster.Add(TestRegions.Minimal());
        await cluster.UntilAsync(() => cluster.Set("eu-west-1") is not null, "there is a StatefulSet");
    }
}
