using System.Diagnostics;
using GlobalTables.Contracts;
using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Cluster;
using GlobalTables.RegionNode.Faults.Load;

namespace GlobalTables.RegionNode.Faults;

/// <summary>The time that regions need, without faults and without load, until they hold the same.</summary>
static class Agreement
{
    static readonly TimeSpan Most = TimeSpan.FromMinutes(3);
    static readonly TimeSpan ScanPatience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// What each region holds, once each claims to have all that the others have written; or what they hold after a
    /// time in which they should. Whether it is the same is for the check to say.
    /// </summary>
    public static async Task<Dictionary<string, SortedDictionary<string, string>>> UntilAsync(
        FaultyRegions regions, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await IsCoveredAsync(regions, cancel))
            {
                var items = await RegionScan.ReadAllAsync(regions, ScanPatience, cancel);

                // A write that nobody waited for any more may still have come in between.
                if (!RunCheck.DivergentKeys(items).Any() || clock.Elapsed > Most)
                {
                    return items;
                }
            }
            else if (clock.Elapsed > Most)
            {
                return await RegionScan.ReadAllAsync(regions, ScanPatience, cancel);
            }

            await Task.Delay(AskAgain, TimeProvider.System, cancel);
        }
    }

    static async Task<bool> IsCoveredAsync(FaultyRegions regions, CancellationToken cancel)
    {
        var tables = new List<TableStatus>();
        foreach (var region in regions.All)
        {
            tables.Add(await regions.Group.StatusAsync(region.Name, cancel));
        }

        return tables.TrueForAll(own => tables.TrueForAll(other => other.Log == own.Log
            || other.Covered.Any(position => position.Log == own.Log && position.Sequence >= own.Sequence)));
    }
}
