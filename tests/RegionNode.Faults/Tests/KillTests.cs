using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Cluster;
using GlobalTables.RegionNode.Faults.Load;

namespace GlobalTables.RegionNode.Faults.Tests;

/// <summary>What was acknowledged survives the end of the process that has acknowledged it.</summary>
public sealed class KillTests
{
    const int Kills = 10;
    static readonly TimeSpan StartMost = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_nodes_are_killed_under_load()
    {
        var cancel = TestContext.Current.CancellationToken;
        var seed = Seed.Next();
        var random = new Random(seed);
        await using var regions = await FaultyRegions.StartAsync(FaultyRegions.Three, cancel);
        var run = new RunRecord();
        await using (var load = LoadRun.Start(
            regions, run, new(ClientsEach: 4, Rate: 200, ActiveKeys: 4, IsShared: false), seed))
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1500)), TimeProvider.System, cancel);
                var region = regions[regions.Names[random.Next(regions.Names.Count)]];
                await region.KillAsync();
                await region.StartAgainAsync(StartMost, cancel);
            }

            await load.StopAsync();
        }

        // Each region writes keys of its own: nothing of it can have lost against anything.
        var check = RunCheck.Of(run, await Agreement.UntilAsync(regions, cancel), []);

        Assert.Empty(check.Complaints);
        Assert.True(run.Keys.SelectMany(key => key.Writes).Count(write => write.Outcome == Outcome.Acknowledged) > 300);
    }
}
