using GlobalTables.RegionNode.Faults.Cluster;
using GlobalTables.RegionNode.Faults.Load;

namespace GlobalTables.RegionNode.Faults.Tests;

/// <summary>A region whose disk is full says so, serves what it has, and goes on when there is room.</summary>
public sealed class DiskFullTests
{
    const int DiskMegabytes = 96;
    const int WritesMost = 4000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly string Data = new('x', 50_000);

    [Fact]
    public async Task A_full_disk_refuses_writes_loses_nothing_and_takes_writes_again_when_there_is_room()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var regions = await FaultyRegions.StartAsync(["us-east-1"], cancel, DiskMegabytes);
        var region = regions.All.Single();
        Assert.SkipUnless(region.Disk is not null, $"no disk can be filled here: {regions.WhyNoSmallDisk}");
        using var api = new RegionApi(region, Patience);
        var acknowledged = new List<int>();
        region.Disk!.Fill();

        Answer refusal = default;
        for (var number = 0; refusal.Status == 0 && number < WritesMost; number++)
        {
            var answer = await api.AskAsync("PutItem", Put(number), cancel);
            if (answer.IsOk)
            {
                acknowledged.Add(number);
            }
            else
            {
                refusal = answer;
            }
        }

        Assert.Equal(500, refusal.Status);
        Assert.Contains("disk is full", refusal.Message);
        await AssertThereAsync(api, acknowledged, cancel);

        region.Disk.Free();
        var again = await api.AskAsync("PutItem", Put(WritesMost), cancel);
        Assert.True(again.IsOk, again.Message);

        await region.KillAsync();
        await region.StartAsync();
        await AssertThereAsync(api, [.. acknowledged, WritesMost], cancel);
    }

    static string Put(int number) => $$"""
        {"TableName":"{{FaultyRegions.Table}}",
        "Item":{"pk":{"S":"{{number}}"},"data":{"S":"{{Data}}"} } }
        """;

    static async Task AssertThereAsync(RegionApi api, IEnumerable<int> numbers, CancellationToken cancel)
    {
        foreach (var number in numbers)
        {
            var answer = await api.AskAsync("GetItem", Requests.Get($"{number}"), cancel);
            Assert.True(answer.IsOk, answer.Message);
            Assert.True(answer.Body.TryGetProperty("Item", out _), $"item {number} is gone");
        }
    }
}
