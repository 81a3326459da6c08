using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class ConvergenceTests
{
    static readonly string[] Names = ["ap-south-1", "eu-west-1", "sa-east-1", "us-east-1"];

    [Theory]
    [MemberData(nameof(Seeds.Of), 100, MemberType = typeof(Seeds))]
    public async Task Regions_agree_on_the_highest_versions_and_never_claim_what_they_lack(int seed)
    {
        var random = new Random(seed);
        var bounds = new ReadBounds(random.Next(1, 4), random.Next(2) == 0 ? 20 : 1_000_000, random.Next(1, 6));
        using var world = new World(seed, bounds) { Keys = random.Next(2, 7) };
        world.Found(Names[..random.Next(2, 5)]);
        for (var step = 0; step < 250; step++)
        {
            await world.StepAsync();
        }

        await world.SettleAsync([.. world.Regions]);
        foreach (var region in world.Regions)
        {
            world.History.CheckWinners(region);
        }

        _ = world.History.CheckConflicts(world.Regions);
    }

    [Fact]
    public async Task What_was_written_on_both_sides_is_recorded_and_what_was_seen_is_not()
    {
        using var world = new World(5, ReadBounds.Default) { Keys = 3 };
        world.Found(Names[..3]);
        for (var round = 0; round < 20; round++)
        {
            foreach (var region in world.Regions)
            {
                region.Time.Advance(TimeSpan.FromMilliseconds(7));
                world.Write(region);
            }

            await world.SettleAsync([.. world.Regions]);
        }

        Assert.InRange(world.History.CheckConflicts(world.Regions), 5, 60);
    }
}
