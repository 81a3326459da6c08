using System.Diagnostics;
using GlobalTables.RegionNode.Faults.Cluster;
using GlobalTables.RegionNode.Faults.Load;

namespace GlobalTables.RegionNode.Faults.Tests;

/// <summary>What only one region has of another that is gone for ever reaches the rest.</summary>
public sealed class ThirdPartyRepairTests
{
    const string Gone = "ap-south-1";
    const string Heard = "eu-west-1";
    const string Cut = "us-east-1";
    const int Items = 500;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_reached_one_region_only_is_had_by_all_after_its_writer_was_forced_out()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var regions = await FaultyRegions.StartAsync(FaultyRegions.Three, cancel);
        using var never = regions.Link(Cut, Gone).Suffer(new(IsCut: true));

        // From one that heard it, a region may take what it cannot hear itself, long before anybody is forced out.
        var until = regions.Link(Cut, Heard).Suffer(new(IsCut: true));
        using var writer = new RegionApi(regions[Gone], Patience);
        for (var number = 0; number < Items; number++)
        {
            var answer = await writer.AskAsync("PutItem", Requests.Create($"item-{number:D4}", 0), cancel);
            Assert.True(answer.IsOk, answer.Message);
        }

        using var heard = new RegionApi(regions[Heard], Patience);
        using var repaired = new RegionApi(regions[Cut], Patience);
        await UntilAllAsync(heard, cancel);
        Assert.Empty(await RegionScan.ReadAsync(repaired, cancel));

        await regions[Gone].KillAsync();
        await regions.Group.ForceOutAsync(Gone, cancel);
        until.Dispose();

        await UntilAllAsync(repaired, cancel);
        Assert.Equal(await RegionScan.ReadAsync(heard, cancel), await RegionScan.ReadAsync(repaired, cancel));
    }

    static async Task UntilAllAsync(RegionApi api, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        for (var count = -1; count != Items; count = (await RegionScan.ReadAsync(api, cancel)).Count)
        {
            Assert.True(clock.Elapsed < Most, $"{count} of {Items} items after {Most.TotalSeconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }
}
