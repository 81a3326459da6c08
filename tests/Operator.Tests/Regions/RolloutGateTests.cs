using CsCheck;
using GlobalTables.Operator.Regions;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class RolloutGateTests
{
    public static TheoryData<string, string, string?> Situations => new()
    {
        // own, other, whom it waits for
        { "settled", "settled", null },
        { "settled", "stopped", null },
        { "settled", "none", null },
        { "settled", "not ready", "region b, whose node is not ready" },
        { "settled", "changed", "region b, whose node is being replaced" },
        { "settled", "replacing", "region b, whose node is being replaced" },
        { "not ready", "not ready", null },
        { "not ready", "replacing", null },
        { "stopped", "replacing", null },
        { "none", "not ready", null },
        { "replacing", "not ready", "region b, whose node is not ready" },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void Region_waits_for_others_unless_its_own_node_is_down(string own, string other, string? waitsFor) =>
        Assert.Equal(waitsFor, new RolloutGate().TryBegin("a", "new", [.. Set("a", own), .. Set("b", other)]));

    [Fact]
    public void One_that_was_let_through_holds_the_others_before_the_cache_shows_it()
    {
        var gate = new RolloutGate();
        V1StatefulSet[] settled = [.. Set("a", "settled"), .. Set("b", "settled")];
        Assert.Null(gate.TryBegin("a", "new", settled));
        Assert.Equal("region a, whose node is being replaced", gate.TryBegin("b", "new", settled));
        Assert.Null(gate.TryBegin("a", "new", settled));

        // The cache has heard of the change; then of its end.
        Assert.NotNull(gate.TryBegin("b", "new", [TestStatefulSets.Changed("a", "new"), .. Set("b", "settled")]));
        Assert.Null(gate.TryBegin("b", "new", [TestStatefulSets.Settled("a", "new"), .. Set("b", "settled")]));
    }

    [Fact]
    public void One_that_could_not_be_changed_or_is_gone_holds_nobody()
    {
        var gate = new RolloutGate();
        V1StatefulSet[] settled = [.. Set("a", "settled"), .. Set("b", "settled")];
        Assert.Null(gate.TryBegin("a", "new", settled));
        gate.Forget("a", butFor: "new");
        Assert.NotNull(gate.TryBegin("b", "new", settled));
        gate.Forget("a");
        Assert.Null(gate.TryBegin("b", "new", settled));
        Assert.NotNull(gate.TryBegin("a", "new", settled));
        Assert.Null(gate.TryBegin("a", "new", [.. Set("a", "settled")]));
    }

    [Fact]
    public void One_that_another_process_changed_meanwhile_holds_nobody()
    {
        var gate = new RolloutGate();
        Assert.Null(gate.TryBegin("a", "new", [.. Set("a", "settled"), .. Set("b", "settled")]));
        var newer = TestStatefulSets.Settled("a", "newest");
        newer.Metadata.Generation = newer.Status.ObservedGeneration = 9;
        Assert.Null(gate.TryBegin("b", "new", [newer, .. Set("b", "settled")]));
    }

    /// <summary>
    /// Any order of wishes, progress and news: of the nodes that are down, one at most is so because a ready one was
    /// let through; and in the end every region has what it wished.
    /// </summary>
    [Fact]
    public void Never_two_regions_at_once_and_everyone_in_the_end() => Gen
        .Select(Gen.Int[2, 5], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4]).Array[0, 120])
        .Sample((count, steps) =>
        {
            var world = new RolloutWorld(count);
            foreach (var (what, which) in steps)
            {
                world.Step(what, which % count);
                Assert.True(world.TakenDownByUs <= 1, "two regions are without their node because of a rollout");
            }

            for (var round = 0; round < 4 * count; round++)
            {
                for (var region = 0; region < count; region++)
                {
                    world.Step(RolloutWorld.Reconcile, region);
                    Assert.True(world.TakenDownByUs <= 1, "two regions are without their node because of a rollout");
                    world.Step(RolloutWorld.Progress, region);
                    world.Step(RolloutWorld.News, region);
                }
            }

            Assert.True(world.IsDone, "a region waits for ever");
        });

    static V1StatefulSet[] Set(string region, string situation) => situation switch
    {
        "settled" => [TestStatefulSets.Settled(region)],
        "changed" => [TestStatefulSets.Changed(region)],
        "replacing" => [TestStatefulSets.Replacing(region)],
        "not ready" => [TestStatefulSets.NotReady(region)],
        "stopped" => [TestStatefulSets.Stopped(region)],
        _ => [],
    };
}
