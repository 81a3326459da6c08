using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class ClockGuardTests
{
    [Theory]
    [InlineData(10, "10.0 s ahead of b, 10.0 s ahead of c")]
    [InlineData(-10, "10.0 s behind b, 10.0 s behind c")]
    [InlineData(0.45, "450 ms ahead of b, 450 ms ahead of c")]
    public void Of_three_the_one_that_is_off_from_both_others_is_fenced_until_its_clock_is_back(double jump, string said)
    {
        var world = Settled("a", "b", "c");
        var changes = 0;
        world["a"].Guard.Changed += () => changes++;
        world.Jump("a", jump);

        // At once, before anybody was heard again.
        Assert.Equal("a", world.Fenced);
        Assert.Contains($"a takes no writes: its clock is {said}; 500 ms are allowed.", world["a"].Fence.Reason, Ordinal);
        Assert.Contains("Repair its time source", world["a"].Fence.Reason, Ordinal);
        world.Run(20);
        Assert.Equal(("a", "b c"), (world.Fenced, world.Alarmed));
        Assert.Contains("b is", world["b"].Verdict.Problem, Ordinal);

        world.Jump("a", -jump);
        Assert.Equal("", world.Fenced);
        world.Run(20);
        Assert.Equal(("", ""), (world.Fenced, world.Alarmed));
        Assert.Equal(2, changes);
    }

    [Theory]
    [InlineData(0.39, "")]
    [InlineData(-0.39, "")]
    [InlineData(0.41, "a")]
    [InlineData(-0.41, "a")]
    public void A_clock_is_off_at_four_fifths_of_the_bound(double jump, string fenced)
    {
        var world = Settled("a", "b", "c");
        world.Jump("a", jump);
        world.Run(3);
        Assert.Equal(fenced, world.Fenced);
    }

    [Fact]
    public void Of_five_two_that_go_wrong_together_are_fenced_and_the_three_others_are_not()
    {
        var world = Settled("a", "b", "c", "d", "e");
        world.Jump("a", 10);
        world.Jump("b", 10);
        world.Run(3);
        Assert.Equal(("a b", "c d e"), (world.Fenced, world.Alarmed));

        // Now no clock has most of the others on its side.
        world.Jump("c", -10);
        world.Run(3);
        Assert.Equal("a b c d e", world.Fenced);
    }

    [Fact]
    public void Of_three_two_that_go_wrong_together_are_the_majority()
    {
        var world = Settled("a", "b", "c");
        world.Jump("a", 10);
        world.Jump("b", 10);
        world.Run(3);
        Assert.Equal("c", world.Fenced);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    [InlineData(0.6)]
    public void Of_two_the_one_whose_clock_was_set_is_fenced(double jump)
    {
        var world = Settled("a", "b");
        world.Jump("b", jump);
        world.Run(10);
        Assert.Equal(("b", "a"), (world.Fenced, world.Alarmed));
        Assert.Contains("Whose is wrong cannot be told", world["a"].Verdict.Problem, Ordinal);

        world.Jump("b", -jump);
        world.Run(1);
        Assert.Equal(("", ""), (world.Fenced, world.Alarmed));
    }

    [Fact]
    public void Of_two_that_never_agreed_neither_is_fenced_and_both_say_so()
    {
        var world = new ClockWorld("a", "b");
        world.Jump("a", 10);
        world.Run(10);
        Assert.Equal(("", "a b"), (world.Fenced, world.Alarmed));

        // It is set right: nobody may take that for the fault.
        world.Jump("a", -10);
        world.Run(10);
        Assert.Equal(("", ""), (world.Fenced, world.Alarmed));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    [InlineData(150)]
    public void A_clock_that_drifts_away_is_fenced_and_the_other_is_not(int driftMs)
    {
        var two = Settled("a", "b");
        two.Run(60, ("a", driftMs));
        Assert.Equal(("a", "b"), (two.Fenced, two.Alarmed));

        var three = Settled("a", "b", "c");
        three.Run(60, ("b", driftMs));
        Assert.Equal(("b", "a c"), (three.Fenced, three.Alarmed));
    }

    [Fact]
    public void Clocks_that_drift_within_the_bound_are_fine()
    {
        var world = Settled("a", "b", "c");
        world.Run(30, ("a", 5), ("b", -5));
        Assert.Equal(("", ""), (world.Fenced, world.Alarmed));
    }

    [Theory]
    [InlineData(0, 4000)]
    [InlineData(4000, 0)]
    [InlineData(100, 900)]
    public void A_slow_probe_is_no_proof(int thereMs, int backMs)
    {
        var world = new ClockWorld("a", "b", "c");
        world.Way("a", "b", thereMs, backMs);
        world.Way("a", "c", thereMs, backMs);
        world.Way("b", "a", thereMs, backMs);
        world.Run(20);
        Assert.Equal(("", ""), (world.Fenced, world.Alarmed));
    }

    [Fact]
    public void A_slow_probe_does_not_hide_what_a_quick_one_has_shown()
    {
        var world = Settled("a", "b", "c");
        world.Jump("a", 1);
        world.Way("a", "b", 10, 1500);
        world.Way("a", "c", 10, 1500);
        world.Run(1);
        Assert.Equal("a", world.Fenced);
    }

    [Fact]
    public void A_silent_peer_has_no_vote()
    {
        // Of five that are silent to it but two, both of which disagree.
        var world = Settled("a", "b", "c", "d", "e");
        world.Silent.UnionWith(["d", "e"]);
        world.Jump("a", 10);
        Assert.Equal("a", world.Fenced);
        world.Jump("a", -10);
        world.Run(6);
        world.Jump("b", 10);
        world.Jump("c", 10);
        world.Run(1);

        // The three that hear each other decide; who hears nobody stays as it was.
        Assert.Equal("a", world.Fenced);
        Assert.Equal(2, world["a"].Verdict.Offsets.Count);
        Assert.Empty(world["d"].Verdict.Offsets);
    }

    [Fact]
    public void With_one_peer_left_of_two_it_is_as_with_two_regions()
    {
        var world = Settled("a", "b", "c");
        world.Silent.Add("c");
        world.Run(6);
        world.Jump("a", 10);
        world.Run(2);
        Assert.Equal(("a", "b"), (world.Fenced, world.Alarmed));
    }

    [Fact]
    public void A_fence_stays_while_nobody_is_heard_until_the_clock_is_set_back()
    {
        var world = Settled("a", "b", "c");
        world.Jump("a", 10);
        world.Silent.Add("a");
        world.Run(600);
        Assert.Equal(("a", ""), (world.Fenced, world.Alarmed));
        Assert.Contains("10.0 s ahead of b", world["a"].Fence.Reason, Ordinal);
        world.Jump("a", -10);
        Assert.Equal("", world.Fenced);
    }

    [Fact]
    public void A_region_that_has_no_peers_any_more_has_nobody_to_be_off_from()
    {
        var world = Settled("a", "b", "c");
        world.Jump("a", 10);
        world["a"].Guard.Check(new HashSet<string>());
        Assert.Equal("", world.Fenced);
        Assert.Empty(world["a"].Verdict.Offsets);
    }

    [Fact]
    public void Offsets_are_told_with_their_uncertainty()
    {
        var world = Settled("a", "b");
        world.Jump("a", 0.1);
        world.Run(6);
        var offset = Assert.Single(world["a"].Verdict.Offsets);
        Assert.Equal(("b", -100, 1), (offset.Region, offset.Ahead.TotalMilliseconds, offset.Uncertainty.TotalMilliseconds));
        Assert.Equal(100, Assert.Single(world["b"].Verdict.Offsets).Ahead.TotalMilliseconds);
    }

    [Fact]
    public async Task A_fenced_region_refuses_its_clients_writes_and_takes_in_what_others_wrote()
    {
        using var world = new World(1, ReadBounds.Default) { MaxClockOffset = ClockWorld.OffsetMax };
        world.Found("a", "b", "c");
        var (a, b) = (world.Regions[0], world.Regions[1]);
        foreach (var region in world.Regions)
        {
            region.Time.SetWall(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        }

        await HearAsync(world);
        Assert.NotNull(a.Write("k", "\"before\""));
        Assert.Equal(2, a.Replication.Clock.Verdict.Offsets.Count);

        a.Time.SetWall(a.Time.GetUtcNow().AddSeconds(10));
        await HearAsync(world);
        var refusal = Assert.Throws<DynamoException>(() => a.Write("k", "\"refused\""));
        Assert.Equal(500, refusal.StatusCode);
        Assert.Contains("its clock is 10.0 s ahead of b, 10.0 s ahead of c", refusal.Message, Ordinal);
        Assert.Throws<DynamoException>(() => a.Write("k", ""));

        b.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(b.Write("k", "\"of b\""));
        Assert.NotNull(b.Write("other", "\"of b\""));
        await world.CarryAllAsync(world.Stream(a, b));
        Assert.Equal(["\"of b\"", "\"of b\""], a.Rows().Select(row => Encoding.UTF8.GetString(row.Json)));
        Assert.Equal(2, a.Positions.Covered.Of(b.Table.Log));

        a.Time.SetWall(b.Time.GetUtcNow());
        await HearAsync(world);
        Assert.NotNull(a.Write("k", "\"after\""));
    }

    const StringComparison Ordinal = StringComparison.Ordinal;

    static ClockWorld Settled(params string[] names)
    {
        var world = new ClockWorld(names);
        world.Run(10);
        Assert.Equal(("", ""), (world.Fenced, world.Alarmed));
        return world;
    }

    // A probe there, and a heartbeat that brings it back, over every stream.
    static async Task HearAsync(World world)
    {
        for (var beat = 0; beat < 2; beat++)
        {
            foreach (var reader in world.Regions)
            {
                foreach (var source in world.Regions.Where(source => source != reader))
                {
                    world.Stream(reader, source).Heartbeat();
                    await world.CarryAllAsync(world.Stream(reader, source));
                }
            }
        }
    }
}
