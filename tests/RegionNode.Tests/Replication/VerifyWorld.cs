using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>What tests of comparisons do with a world.</summary>
static class VerifyWorld
{
    static readonly string[] Names = ["eu-west-1", "us-east-1", "ap-south-1", "sa-east-1"];

    /// <summary>Spans and answers so small that a few rows take several.</summary>
    public static CompareBounds Small { get; } = new(4, 2, 1000, 5, 1000, 1000);

    public static World Found(int regions, int seed = 1, TimeSpan interval = default)
    {
        var world = new World(seed, ReadBounds.Default) { Compares = Small, Keys = 12, VerifyInterval = interval };
        world.Found(Names[..regions]);
        return world;
    }

    public static Task SettleAllAsync(this World world) => world.SettleAsync([.. world.Regions]);

    /// <summary>Every region compares its copy with every other one.</summary>
    public static async Task VerifyAsync(this World world)
    {
        foreach (var region in world.Regions)
        {
            region.Replication.Verify(region.Table);
        }

        for (var round = 0; round < 20; round++)
        {
            await world.SettleAllAsync();
            if (world.Pairs().All(pair => pair.Report.State == VerifyState.Idle))
            {
                return;
            }
        }

        Assert.Fail(string.Join("; ", world.Pairs().Select(pair => $"{pair.Region.Name} {pair.Report}")));
    }

    public static IEnumerable<(WorldRegion Region, VerifyReport Report)> Pairs(this World world) =>
        from region in world.Regions
        from source in world.Regions
        where region != source
        select (region, region.ReportOn(source));

    public static VerifyReport ReportOn(this WorldRegion region, WorldRegion source) =>
        region.Replication.VerificationOf(region.Table, source.Name);

    public static long RepairedRows(this World world) =>
        world.Regions.Sum(region => region.Replication.RepairedRows(region.Table));

    /// <summary>The item's JSON is another one, and its checksum the old one.</summary>
    public static void Damage(this WorldRegion region, string key) => Assert.Equal(1, region.Tamper(
        """UPDATE item SET json = '{"v":{"N":"666"}}' WHERE sort = $sort""", ("$sort", TestVolume.Key("p", key).Sort)));

    public static void Lose(this WorldRegion region, string key) => Assert.Equal(
        1, region.Tamper("DELETE FROM item WHERE sort = $sort", ("$sort", TestVolume.Key("p", key).Sort)));

    public static ChangeRecord? Row(this WorldRegion region, string key) =>
        region.Rows().SingleOrDefault(row => row.Sort.AsSpan().SequenceEqual(TestVolume.Key("p", key).Sort));
}
