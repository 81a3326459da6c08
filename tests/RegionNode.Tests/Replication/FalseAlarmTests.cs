using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Regions that write, delete, collect, break and restart while they are compared are never found wrong.</summary>
public sealed class FalseAlarmTests
{
    static int behind;
    static int passes;
    static long collected;

    [Theory]
    [MemberData(nameof(Seeds.Of), 60, MemberType = typeof(Seeds))]
    public async Task Nothing_is_repaired_where_nothing_was_harmed(int seed)
    {
        var random = new Random(seed);
        using var world = new World(seed, new ReadBounds(random.Next(1, 5), 1_000_000, 10))
        {
            Compares = new(random.Next(1, 6), random.Next(1, 4), 1000, random.Next(1, 6), 1000, 1000),
            VerifyInterval = TimeSpan.FromMilliseconds(random.Next(1, 100)),
            TombstoneRetention = TimeSpan.FromMilliseconds(random.Next(1, 100)),
        };
        world.Found([.. ((string[])["eu-west-1", "us-east-1", "ap-south-1"]).Take(random.Next(2, 4))]);
        for (var step = 0; step < 600; step++)
        {
            await StepAsync(world, random);
            foreach (var (region, report) in world.Pairs())
            {
                Assert.True(
                    report is { RowsRepaired: 0, DamagedFound: 0, NotRepaired: 0 },
                    $"seed {seed}, step {step}: {region.Name} found {report}");
            }
        }

        Interlocked.Add(ref behind, (int)world.Pairs().Sum(pair => pair.Report.RowsBehind));
        Interlocked.Add(ref passes, world.Pairs().Count(pair => pair.Report.FinishedAt is not null));
        Interlocked.Add(ref collected, world.Regions.Sum(region => region.Volume.Tombstones.Collected));
        Assert.Equal(0, world.RepairedRows());
        await world.VerifyAsync();
        Assert.Equal(0, world.RepairedRows());
        TestContext.Current.TestOutputHelper?.WriteLine($"so far {behind} behind, {passes} passes, {collected} collected");
    }

    static async Task StepAsync(World world, Random random)
    {
        var region = world.Regions[random.Next(world.Regions.Count)];
        var other = world.Regions[random.Next(world.Regions.Count)];
        region.Time.Advance(TimeSpan.FromMilliseconds(random.Next(20)));
        switch (random.Next(100))
        {
            case < 20:
                region.Write($"k{random.Next(8)}", random.Next(3) == 0 ? "" : $$$"""{"v":{"N":"{{{random.Next(100)}}}"}}""");
                break;
            case < 22:
                world.Break(region);
                break;
            case < 23:
                world.Restart(region, crashes: random.Next(2) == 0);
                break;
            case < 35:
                _ = await region.Volume.Tombstones.CollectOnceAsync(region.Table, default);
                break;
            case < 45 when region != other:
                world.Stream(region, other).Heartbeat();
                break;
            default:
                if (region != other)
                {
                    await CarryAsync(world.Stream(region, other), random);
                }

                break;
        }
    }

    static async Task CarryAsync(WorldStream stream, Random random)
    {
        stream.Tick();
        stream.CarryOutbox();
        for (var carried = random.Next(1, 4); carried > 0; carried--)
        {
            switch (random.Next(3))
            {
                case 0:
                    _ = stream.DeliverToSource();
                    break;
                case 1:
                    _ = stream.Serve();
                    break;
                default:
                    _ = await stream.DeliverToReaderAsync();
                    break;
            }
        }
    }
}
