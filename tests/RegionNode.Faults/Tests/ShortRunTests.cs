namespace GlobalTables.RegionNode.Faults.Tests;

/// <summary>The short form of the long run.</summary>
public sealed class ShortRunTests
{
    [Fact]
    public async Task Three_regions_agree_and_have_lost_nothing_after_a_minute_of_load_and_faults()
    {
        var report = await FaultRun.RunAsync(
            new()
            {
                Time = TimeSpan.FromSeconds(70),
                Seed = Seed.Next(),
                Faults = new(Every: TimeSpan.FromSeconds(5), LongestPause: TimeSpan.FromSeconds(12)),
                Load = new(ClientsEach: 6, Rate: 120, ActiveKeys: 16),
            },
            Tell,
            TestContext.Current.CancellationToken);

        Tell(report.ToString());
        Assert.True(report.IsGood, report.ToString());
        Assert.True(report.Writes[Checking.Outcome.Acknowledged] > 1000, report.ToString());
        Assert.True(report.Faults.Values.Sum() >= 10, report.ToString());
    }

    static void Tell(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
