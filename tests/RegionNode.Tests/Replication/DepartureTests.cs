using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>What becomes of the writes of a region that is cut off, or has gone for good (rules 5 and 11).</summary>
public sealed class DepartureTests : IDisposable
{
    readonly World world = new(3, new ReadBounds(Records: 3, Bytes: 1_000_000, Rows: 100)) { Keys = 20 };
    readonly WorldRegion a, b, c;

    public DepartureTests()
    {
        world.Found("a", "b", "c");
        (a, b, c) = (world.Regions[0], world.Regions[1], world.Regions[2]);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task What_only_one_survivor_had_of_a_dead_region_comes_to_the_others_from_it()
    {
        WriteMany(a);
        await world.CarryAllAsync(world.Stream(b, a));
        Remove(a, installed: 2);
        await SettleSurvivorsAsync();

        Assert.Equal(b.Rows().Select(row => row.Version), c.Rows().Select(row => row.Version));
        Assert.NotEmpty(c.Rows());
        Assert.All([b, c], region => Assert.Equal(LogProgress.End, region.Positions.Covered.Of(a.Table.Log)));
    }

    [Fact]
    public async Task A_part_of_what_it_wrote_is_enough()
    {
        // Most of it is lost, which the history of the world would not forgive.
        for (var i = 0; i < 12; i++)
        {
            _ = a.Write($"k{i}", "{}");
        }

        var stream = world.Stream(b, a);
        stream.CarryOutbox();
        while (stream.DeliverToSource())
        {
        }

        Assert.True(stream.Serve());
        Assert.IsType<SourceMessage.Batch>(await stream.DeliverToReaderAsync());
        Assert.Equal(0, b.Positions.Covered.Of(a.Table.Log));
        Assert.NotEmpty(b.Rows());

        Remove(a, installed: 2);
        await SettleSurvivorsAsync();
        Assert.Equal(b.Rows().Select(row => row.Version), c.Rows().Select(row => row.Version));
    }

    [Fact]
    public async Task Nothing_is_reconciled_before_every_member_has_installed_the_epoch()
    {
        WriteMany(a);
        await world.CarryAllAsync(world.Stream(b, a));
        Remove(a, installed: 1);
        await SettleSurvivorsAsync();
        Assert.All([b, c], region => Assert.NotEqual(LogProgress.End, region.Positions.Covered.Of(a.Table.Log)));
    }

    [Fact]
    public async Task A_second_departure_in_the_middle_begins_it_all_again()
    {
        var d = world.Add("d");
        world.SetMembers(
            (a, MemberState.Active), (b, MemberState.Active), (c, MemberState.Active), (d, MemberState.Joining));
        await world.SettleAsync(a, b, c, d);
        WriteMany(a);
        await world.CarryAllAsync(world.Stream(b, a));

        // C has taken its difference from D when D had nothing; then D gets from B what A wrote, and dies as well.
        Depart(installed: 3, epoch: 3, [b, c, d], new DepartedLog("a", a.Table.Log, 3, false));
        await world.CarryAllAsync(world.Stream(c, d));
        Depart(
            installed: 4,
            epoch: 4,
            [b, c],
            new DepartedLog("a", a.Table.Log, 3, false),
            new DepartedLog("d", d.Table.Log, 4, false));
        await SettleSurvivorsAsync();
        Assert.All([b, c], region => Assert.Equal(LogProgress.End, region.Positions.Covered.Of(a.Table.Log)));
        Assert.All([b, c], region => Assert.Equal(LogProgress.End, region.Positions.Covered.Of(d.Table.Log)));
        Assert.Equal(b.Rows().Select(row => row.Version), c.Rows().Select(row => row.Version));
    }

    [Fact]
    public async Task What_a_region_writes_that_cannot_be_reached_comes_by_way_of_another()
    {
        WriteMany(a);
        await world.CarryAllAsync(world.Stream(b, a));

        // C has lost A a while ago, and hears from B what B has of it.
        _ = world.Stream(c, a);
        world.Break(a);
        c.Time.Advance(ReplicationTimes.Away);
        var fromB = world.Stream(c, b);
        await world.CarryAllAsync(fromB);
        fromB.Heartbeat();
        await world.CarryAllAsync(fromB);

        Assert.Equal(a.Positions.Head, c.Positions.Covered.Of(a.Table.Log));
        Assert.Equal(a.Rows().Select(row => row.Version), c.Rows().Select(row => row.Version));
    }

    [Fact]
    public async Task A_removed_region_that_lives_on_is_heard_by_nobody()
    {
        var stream = world.Stream(b, a);
        WriteMany(a);
        await CarryRequestsAsync(stream);
        Assert.True(stream.Serve());
        Remove(a, installed: 2);
        _ = await stream.DeliverToReaderAsync();
        Assert.Empty(b.Rows());
    }

    static Task CarryRequestsAsync(WorldStream stream)
    {
        stream.CarryOutbox();
        while (stream.DeliverToSource())
        {
        }

        return Task.CompletedTask;
    }

    void WriteMany(WorldRegion region)
    {
        for (var i = 0; i < 12; i++)
        {
            world.Write(region);
        }
    }

    void Remove(WorldRegion gone, long installed)
    {
        var left = new DepartedLog(gone.Name, gone.Table.Log, 2, false);
        Depart(installed, 2, [.. new[] { a, b, c }.Where(region => region != gone)], left);
    }

    void Depart(long installed, long epoch, WorldRegion[] members, params DepartedLog[] left)
    {
        foreach (var one in new[] { a, b, c }.Except(members))
        {
            world.Break(one);
        }

        GroupMember[] group =
            [.. members.Select(member => new GroupMember(member.Name, member.Table.Log, MemberState.Active))];
        foreach (var member in members)
        {
            member.SetMembers(TableState.Active, epoch, group, left, installed);
        }
    }

    async Task SettleSurvivorsAsync()
    {
        for (var round = 0; round < 8; round++)
        {
            await world.CarryAllAsync(world.Stream(b, c));
            await world.CarryAllAsync(world.Stream(c, b));
            await b.Replication.SettleAsync(default);
            await c.Replication.SettleAsync(default);
            b.Time.Advance(ReplicationTimes.DifferenceAgain);
            c.Time.Advance(ReplicationTimes.DifferenceAgain);
        }
    }
}
