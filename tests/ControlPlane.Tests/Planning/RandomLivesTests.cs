using System.Globalization;
using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>
/// Regions come, go, die, come back and lose their volumes in any order, and what a control plane must not do is
/// looked for after each plan (<see cref="MembershipRules"/>). In the end all are there again and nothing is left
/// open. SEED replays one life; SEEDS says how many are tried.
/// </summary>
public class RandomLivesTests
{
    const int Turns = 120;
    const int RoundsToRest = 60;

    static readonly string[] Regions = ["ap-northeast-1", "eu-west-1", "sa-east-1", "us-east-1"];

    public static TheoryData<int> Seeds() => Number("SEED") is { } one
        ? new(one)
        : new(Enumerable.Range(1, Number("SEEDS") ?? 150));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happens_no_rule_is_broken_and_nothing_stays_open(int seed)
    {
        var random = new Random(seed);
        var world = new FakeWorld(Regions);
        world.Declare(Regions);
        world.Settle();
        for (var turn = 0; turn < Turns; turn++)
        {
            Happen(world, random);
            _ = world.Step();
            _ = world.Turn();
        }

        Heal(world);
        for (var round = 0; round < RoundsToRest && !IsAtRest(world); round++)
        {
            foreach (var region in Regions)
            {
                Work(world, region);
            }

            world.Settle();
        }

        Assert.Empty(world.Notes);
        Assert.Empty(world.Group.Left);
        Assert.Empty(world.Group.Removals);
        Assert.Equal(Regions.Select(region => $"{region}:Active"), world.Members().Split(' '));
        Assert.Equal(world.Group.Epoch, world.Group.InstalledEpoch());
    }

    static bool IsAtRest(FakeWorld world) => world.Group.Left.Count == 0
        && world.Group.Removals.Count == 0
        && world.Group.Members.Count == Regions.Length
        && world.Group.Members.All(member => member.State == MemberState.Active);

    static void Heal(FakeWorld world)
    {
        world.ForcedOut.Clear();
        world.LosesPushesTo.Clear();
        world.Declare(Regions);
        foreach (var region in Regions)
        {
            (world[region].IsReachable, world[region].Reconciles) = (true, true);
        }

        world.Settle();
    }

    static void Happen(FakeWorld world, Random random)
    {
        var region = Regions[random.Next(Regions.Length)];
        switch (random.Next(12))
        {
            case 0:
                world.Declare([.. Regions.Where(_ => random.Next(3) > 0).DefaultIfEmpty(region)]);
                break;
            case 1:
                world[region].IsReachable = !world[region].IsReachable;
                break;
            case 2 when random.Next(4) == 0:
                world[region].LoseVolume();
                break;
            case 3:
                _ = world.ForcedOut.Remove(region) || world.ForcedOut.Add(region);
                break;
            case 4:
                _ = world.LosesPushesTo.Remove(region) || world.LosesPushesTo.Add(region);
                break;
            case 5:
                world[region].Reconciles = !world[region].Reconciles;
                break;
            case 6 when IsMember(world, region) && world.Group.MemberOf(region)!.State != MemberState.Leaving:
                world.Write(region, 1 + random.Next(5));
                break;
            case 7:
                world[region].IsReachable = true;
                break;
            default:
                Work(world, region);
                break;
        }
    }

    /// <summary>What a node does when nothing keeps it: it hears the others, fills, and drains.</summary>
    static void Work(FakeWorld world, string region)
    {
        if (!IsMember(world, region) || !world[region].IsReachable)
        {
            return;
        }

        foreach (var other in Regions.Where(other => other != region && IsMember(world, other)
            && world[other].IsReachable))
        {
            world.Hear(region, other);
        }

        if (world.Group.MemberOf(region)!.State == MemberState.Leaving)
        {
            world.BeginDrain(region);
        }

        if (world[region].OnDisk(world.Group.Id)!.Status == "CREATING" && world[region].MayAsk(world.Group.Id))
        {
            world.FinishCopy(region);
        }
    }

    static bool IsMember(FakeWorld world, string region) =>
        world.Group.MemberOf(region) is { } member
        && world[region].OnDisk(world.Group.Id) is { } table
        && table.Log == member.Log;

    static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
