using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>When a tombstone may go, and that nothing comes back for it (rules 3 and 7).</summary>
public sealed class TombstoneTests : IDisposable
{
    readonly World world = new(3, ReadBounds.Default);
    readonly WorldRegion a, b, c;

    public TombstoneTests()
    {
        world.Found("a", "b", "c");
        (a, b, c) = (world.Regions[0], world.Regions[1], world.Regions[2]);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_tombstone_goes_once_every_region_has_it_and_a_day_has_passed()
    {
        a.Write("k", "{}");
        a.Write("k", "");
        await world.SettleAsync(a, b, c);
        Assert.False(await CollectAsync(a));
        PassADay();

        // Whatever they have from whomever, they say with the next probe.
        await ProbeAsync();
        Assert.All([a, b, c], region => Assert.True(CollectAsync(region).Result));
        Assert.All([a, b, c], region => Assert.Empty(region.Rows()));
        Assert.False(await CollectAsync(a));
    }

    [Fact]
    public async Task A_tombstone_stays_while_one_member_has_not_said_that_it_has_it()
    {
        a.Write("k", "{}");
        a.Write("k", "");
        await world.CarryAllAsync(world.Stream(b, a));
        PassADay();
        Assert.False(await CollectAsync(a));
        Assert.True(Assert.Single(a.Rows()).IsTombstone);
        await ProbeAsync();
        Assert.True(await CollectAsync(a));
    }

    [Fact]
    public async Task A_joining_region_is_counted()
    {
        a.Write("k", "{}");
        a.Write("k", "");
        await world.SettleAsync(a, b, c);
        PassADay();
        await ProbeAsync();
        var late = world.Add("late");
        world.SetMembers(
            (a, MemberState.Active), (b, MemberState.Active), (c, MemberState.Active), (late, MemberState.Joining));
        Assert.False(await CollectAsync(a));
        await world.SettleAsync(a, b, c, late);
        PassADay();
        await ProbeAsync();
        Assert.True(await CollectAsync(a));
    }

    [Fact]
    public async Task What_was_read_before_a_delete_that_is_settled_here_is_refused_and_read_again()
    {
        // B has an older put of C's; A's delete of it has not reached B when B serves A.
        c.Write("k", """{"v":{"N":"1"}}""");
        await world.SettleAsync(a, b, c);
        var late = b.Volume.Changes.ReadDifference(b.Table, null, VersionVector.Empty);
        a.Write("k", "");
        await world.SettleAsync(a, b, c);
        PassADay();
        await ProbeAsync();
        Assert.True(await CollectAsync(a));

        var error = await Assert.ThrowsAsync<ReplicationException>(
            () => a.Applier.ApplyAsync(a.Table, "b", late, null, default));
        Assert.Contains("before it had all deletes", error.Message, StringComparison.Ordinal);
        Assert.Empty(a.Rows());
    }

    [Fact]
    public async Task A_regional_table_keeps_no_tombstones()
    {
        using var volume = new TestVolume(hasWriter: true);
        var table = volume.CreateTable();
        volume.Put(table, TestVolume.Key("p", "k"), "{}");
        volume.Delete(table, TestVolume.Key("p", "k"));
        Assert.Single(volume.Rows(table));
        Assert.True(await volume.Now.Tombstones.CollectOnceAsync(table, default));
        Assert.Empty(volume.Rows(table));
        volume.Reopen();
        Assert.Empty(volume.Rows(table));
    }

    static Task<bool> CollectAsync(WorldRegion region) =>
        region.Volume.Tombstones.CollectOnceAsync(region.Table, default);

    void PassADay()
    {
        foreach (var region in world.Regions)
        {
            region.Time.Advance(TimeSpan.FromHours(25));
        }
    }

    async Task ProbeAsync()
    {
        foreach (var reader in world.Regions)
        {
            foreach (var source in world.Regions.Where(source => source != reader))
            {
                var stream = world.Stream(reader, source);
                stream.Heartbeat();
                await world.CarryAllAsync(stream);
            }
        }
    }
}
