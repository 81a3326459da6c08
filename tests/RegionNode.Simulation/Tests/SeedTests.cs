using System.Globalization;
using GlobalTables.RegionNode.Simulation.Running;
using Xunit;

namespace GlobalTables.RegionNode.Simulation.Tests;

/// <summary>
/// A few hundred seeds, each from a thread of its own so that all processors are used. SEED replays one, SEEDS says
/// how many there are, FIRST where they begin.
/// </summary>
public sealed class SeedTests
{
    const int SeedsUsual = 240;
    const int Steps = 1200;

    [Fact]
    public void No_seed_breaks_a_promise()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var failed = Number("SEED") is { } one
            ? ManySeeds.Run(one, 1, Steps, 1, output)
            : ManySeeds.Run(
                Number("FIRST") ?? 1, Number("SEEDS") ?? SeedsUsual, Steps, Environment.ProcessorCount, output);
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        Assert.True(failed == 0, output.ToString());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(14)]
    [InlineData(27)]
    [InlineData(38)]
    public void A_seed_is_the_same_run_byte_for_byte(int seed)
    {
        var first = new Trace(keepsLines: true);
        var second = new Trace(keepsLines: true);
        _ = SeedRun.Run(seed, 800, first);
        _ = SeedRun.Run(seed, 800, second);
        Assert.Equal(first.Lines, second.Lines);
        Assert.Equal(first.Hash, second.Hash);
        Assert.True(first.Lines.Count > 100, "hardly anything has happened");
    }

    static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
