using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Simulation.Sabotage;
using Xunit;

namespace GlobalTables.RegionNode.Simulation.Tests;

/// <summary>A simulator that catches nothing proves nothing.</summary>
public sealed class SabotageTests
{
    const int SeedsMax = 40;
    const int Steps = 800;

    public static TheoryData<string> Seams => [.. Seam.All.Keys];

    [Theory]
    [MemberData(nameof(Seams))]
    public void Sabotage_at_a_seam_is_caught(string what)
    {
        var (violation, seeds) = ManySeeds.UntilCaught(1, SeedsMax, Steps, Seam.All[what]);
        Assert.True(violation is not null, $"{what}: not caught in {seeds} seeds");
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {violation!.Kind} after {seeds} seeds");
    }

    [Fact]
    public void Every_mutation_finds_what_it_is_to_replace() => Assert.Empty(Mutations.Misfits());
}
