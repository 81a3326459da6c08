using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class BootstrapTests : IDisposable
{
    readonly World world = new(5, new ReadBounds(Records: 3, Bytes: 1_000_000, Rows: 4)) { Keys = 40 };

    WorldRegion A => world.Regions[0];

    WorldRegion B => world.Regions[1];

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_joining_region_takes_a_difference_and_then_the_feeds_while_writes_go_on()
    {
        var joiner = await JoinAsync(writes: 60);
        var fromA = world.Stream(joiner, A);
        var progress = new List<int?>();
        for (var step = 0; step < 8; step++)
        {
            await CarryOnceAsync(fromA);
            world.Write(A);
            world.Write(B);
            progress.Add(joiner.Replication.FillPercent(joiner.Table));
            await joiner.Replication.SettleAsync(CancellationToken.None);
            Assert.Equal(TableState.Creating, joiner.Table.State);
        }

        Assert.Equal(progress.Order(), progress);
        Assert.True(progress[^1] > 0);
        await world.SettleAsync(A, B, joiner);
        Assert.Equal(TableState.Active, joiner.Table.State);
        Assert.Null(joiner.Replication.FillPercent(joiner.Table));
        AssertAllAgree();
    }

    [Fact]
    public async Task A_joining_region_is_not_active_before_it_has_what_every_connected_member_held()
    {
        var joiner = await JoinAsync(writes: 30);

        // What A has not read from B is in no difference of A's.
        for (var i = 0; i < 10; i++)
        {
            world.Write(B);
        }

        var fromB = world.Stream(joiner, B);
        await world.CarryAllAsync(world.Stream(joiner, A));
        await joiner.Replication.SettleAsync(CancellationToken.None);
        Assert.Equal(TableState.Creating, joiner.Table.State);

        await world.CarryAllAsync(fromB);
        await world.CarryAllAsync(world.Stream(joiner, A));
        await world.CarryAllAsync(fromB);
        await joiner.Replication.SettleAsync(CancellationToken.None);
        Assert.Equal(TableState.Active, joiner.Table.State);
        Assert.Equal(B.Positions.Head, joiner.Positions.Covered.Of(B.Table.Log));
    }

    [Fact]
    public async Task A_joining_region_does_not_wait_for_one_that_is_no_member()
    {
        var joiner = await JoinAsync(writes: 10);
        _ = joiner.Replication.ReaderOf("gone");
        await world.SettleAsync(A, B, joiner);
        Assert.Equal(TableState.Active, joiner.Table.State);
    }

    [Fact]
    public async Task Another_source_gives_the_difference_when_the_first_is_lost_midway()
    {
        var joiner = await JoinAsync(writes: 60);
        var fromA = world.Stream(joiner, A);
        for (var step = 0; step < 5; step++)
        {
            await CarryOnceAsync(fromA);
        }

        Assert.InRange(joiner.Rows().Count, 1, 20);
        world.Break(A);
        await world.SettleAsync(B, joiner);
        Assert.Equal(TableState.Active, joiner.Table.State);
        await world.SettleAsync(A, B, joiner);
        AssertAllAgree();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_region_that_restarts_midway_still_becomes_whole(bool crashes)
    {
        var joiner = await JoinAsync(writes: 60);
        for (var step = 0; step < 6; step++)
        {
            await CarryOnceAsync(world.Stream(joiner, A));
            await CarryOnceAsync(world.Stream(joiner, B));
            if (step % 3 == 2)
            {
                world.Restart(joiner, crashes);
                Assert.Equal(TableState.Creating, joiner.Table.State);
                world.Write(A);
            }
        }

        world.Restart(A, crashes);
        await world.SettleAsync(A, B, joiner);
        AssertAllAgree();
    }

    [Fact]
    public async Task A_first_copy_goes_on_where_it_was_after_a_restart_of_either_side()
    {
        var joiner = await JoinAsync(writes: 60);
        for (var step = 0; step < 6; step++)
        {
            await CarryOnceAsync(world.Stream(joiner, A));
        }

        var percent = joiner.Replication.FillPercent(joiner.Table);
        Assert.True(percent > 0);
        world.Restart(joiner, crashes: true);
        Assert.Equal(percent, joiner.Replication.FillPercent(joiner.Table));
        world.Restart(A, crashes: true);

        // What B could give at once would be all of it.
        _ = world.Stream(joiner, B);
        var fromA = world.Stream(joiner, A);
        fromA.CarryOutbox();
        while (fromA.DeliverToSource())
        {
        }

        var before = joiner.Rows();
        Assert.True(fromA.Serve());
        var chunk = Assert.IsType<SourceMessage.Chunk>(await fromA.DeliverToReaderAsync());
        Assert.Empty(chunk.Difference.Records.Select(row => row.Version).Intersect(before.Select(row => row.Version)));
        await world.SettleAsync(A, B, joiner);
        AssertAllAgree();
    }

    [Fact]
    public async Task Rows_of_a_region_that_is_no_longer_a_member_arrive_too()
    {
        world.Found("a", "b", "gone");
        var gone = world.Regions[2];
        for (var i = 0; i < 20; i++)
        {
            world.Write(gone);
            world.Write(A);
        }

        await world.SettleAsync(A, B, gone);
        world.Break(gone);
        world.SetMembers((A, MemberState.Active), (B, MemberState.Active));
        var joiner = world.Add("late");
        world.SetMembers((A, MemberState.Active), (B, MemberState.Active), (joiner, MemberState.Joining));
        await world.SettleAsync(A, B, joiner);
        Assert.Contains(joiner.Rows(), row => row.LogRegion == "gone");
        Assert.Equal(gone.Positions.Head, joiner.Positions.Covered.Of(gone.Table.Log));
        world.History.CheckWinners(joiner);
        world.History.CheckClaims(joiner);
    }

    [Fact]
    public async Task A_region_that_lost_its_volume_fills_again_under_a_new_log()
    {
        world.Found("a", "b");
        for (var i = 0; i < 30; i++)
        {
            world.Write(A);
            world.Write(B);
        }

        await world.SettleAsync(A, B);
        var lostLog = A.Table.Log;
        world.Break(A);
        A.Wipe();
        world.SetMembers((A, MemberState.Joining), (B, MemberState.Active));
        Assert.NotEqual(lostLog, A.Table.Log);
        await world.SettleAsync(A, B);
        AssertAllAgree();
        world.Write(A);
        await world.SettleAsync(A, B);
        AssertAllAgree();
        Assert.All(
            new[] { (A, B), (B, A) },
            pair => Assert.Equal(
                (ReaderState.Streaming, 0L), StateOf(pair.Item1.Replication.ProgressOf(pair.Item1.Table, pair.Item2.Name)!)));
    }

    static (ReaderState State, long Pending) StateOf(SourceProgress progress) =>
        (progress.State, progress.PendingRecords);

    async Task<WorldRegion> JoinAsync(int writes)
    {
        world.Found("a", "b");
        for (var i = 0; i < writes; i++)
        {
            world.Write(A);
            world.Write(B);
        }

        await world.SettleAsync(A, B);
        var joiner = world.Add("late");
        world.SetMembers((A, MemberState.Active), (B, MemberState.Active), (joiner, MemberState.Joining));
        return joiner;
    }

    async Task CarryOnceAsync(WorldStream stream)
    {
        stream.Tick();
        stream.CarryOutbox();
        while (stream.DeliverToSource())
        {
        }

        _ = stream.Serve();
        if (await stream.DeliverToReaderAsync() is not null)
        {
            world.History.CheckClaims(stream.Reader);
        }
    }

    void AssertAllAgree()
    {
        foreach (var region in world.Regions)
        {
            world.History.CheckWinners(region);
            world.History.CheckClaims(region);
        }
    }
}
