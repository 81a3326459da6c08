using System.Text;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Volumes that come back as they once were (rule 12).</summary>
public sealed class RestoredVolumeTests : IDisposable
{
    readonly World world = new(3, ReadBounds.Default);
    readonly WorldRegion a, b;

    public RestoredVolumeTests()
    {
        world.Found("a", "b");
        (a, b) = (world.Regions[0], world.Regions[1]);
    }

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_volume_that_others_are_ahead_of_is_filled_anew(bool othersReadFirst)
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        var log = a.Table.Log;
        Restore(backup);
        if (othersReadFirst)
        {
            await world.CarryAllAsync(world.Stream(b, a));
        }
        else
        {
            await world.CarryAllAsync(world.Stream(a, b));
        }

        Assert.True(await a.Volume.Restored.SettleAsync(default));
        Assert.NotEqual(log, a.Table.Log);
        Assert.Equal(TableState.Creating, a.Table.State);
        await FillAsync(log);
        Assert.Equal(Items(b), Items(a));
        Assert.Equal(["k1:1", "k2:2"], Items(a));
    }

    [Fact]
    public async Task What_was_written_over_known_numbers_is_found_and_offered_again()
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        a.Write("k3", Value(3));
        await world.SettleAsync(a, b);
        var log = a.Table.Log;

        // Nobody could be asked, and it was written to: as many numbers as the others know, with other writes.
        Restore(backup);
        a.Time.Advance(TimeSpan.FromSeconds(5));
        a.Write("k4", Value(4));
        a.Write("k2", Value(5));
        await world.CarryAllAsync(world.Stream(b, a));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        await FillAsync(log);
        Assert.True(await a.Volume.Tails.ReplayOnceAsync(default));
        await world.SettleAsync(a, b);
        Assert.Equal(["k1:1", "k2:5", "k3:3", "k4:4"], Items(a));
        Assert.Equal(Items(a), Items(b));
        Assert.False(await a.Volume.Tails.ReplayOnceAsync(default));
        while (await a.Volume.Reclaimer.ReclaimOnceAsync(default))
        {
        }

        Assert.Empty(a.Volume.Catalog.Deleted);
    }

    [Fact]
    public async Task What_was_written_over_known_numbers_is_found_by_what_others_say_of_it_before_they_ask()
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        var log = a.Table.Log;

        // More numbers than the others know: only the stamps tell.
        Restore(backup);
        a.Time.Advance(TimeSpan.FromSeconds(5));
        a.Write("k3", Value(3));
        a.Write("k4", Value(4));
        await world.CarryAllAsync(world.Stream(a, b));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        Assert.NotEqual(log, a.Table.Log);
        await FillAsync(log);
        Assert.True(await a.Volume.Tails.ReplayOnceAsync(default));
        await world.SettleAsync(a, b);
        Assert.Equal(["k1:1", "k2:2", "k3:3", "k4:4"], Items(a));
        Assert.Equal(Items(a), Items(b));
    }

    [Fact]
    public async Task What_was_written_over_known_numbers_is_found_though_every_item_of_it_has_changed_since()
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        a.Write("k3", Value(3));
        await world.SettleAsync(a, b);

        // Of the numbers that the others know, none has a row any more.
        Restore(backup);
        a.Time.Advance(TimeSpan.FromSeconds(5));
        foreach (var value in (int[])[4, 5])
        {
            a.Write("k4", Value(value));
            a.Write("k5", Value(value));
        }

        var log = a.Table.Log;
        await world.CarryAllAsync(world.Stream(b, a));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        await FillAsync(log);
        Assert.True(await a.Volume.Tails.ReplayOnceAsync(default));
        await world.SettleAsync(a, b);
        Assert.Equal(["k1:1", "k2:2", "k3:3", "k4:5", "k5:5"], Items(a));
        Assert.Equal(Items(a), Items(b));
    }

    [Theory]
    [InlineData(false, "b")]
    [InlineData(true, "collected")]
    public async Task What_lost_is_a_conflict_only_if_nobody_can_have_read_it(bool isGiven, string winner)
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        Restore(backup);
        a.Time.Advance(TimeSpan.FromSeconds(5));
        a.Write("k3", Value(3));
        if (isGiven)
        {
            // A third region, from whom the next writer may have it: by its number it is what was written over.
            a.Volume.Restored.Give(a.Table, a.Rows());
        }

        b.Time.Advance(TimeSpan.FromSeconds(10));
        b.Write("k3", Value(4));
        var log = a.Table.Log;
        await world.CarryAllAsync(world.Stream(b, a));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        await FillAsync(log);
        Assert.True(await a.Volume.Tails.ReplayOnceAsync(default));
        Assert.Equal(["k1:1", "k2:2", "k3:4"], Items(a));
        var kept = Assert.Single(a.Volume.Conflicts.ReadAfter(a.Table, 0, 10));
        Assert.Equal((Value(3), winner), (Encoding.UTF8.GetString(kept.Loser.Json), kept.Winner.Region));
    }

    [Fact]
    public async Task What_others_say_of_a_sound_log_accuses_it_of_nothing()
    {
        for (var i = 0; i < 5; i++)
        {
            a.Write($"k{i}", Value(i));
            b.Write($"k{i + 3}", Value(i));
            await world.CarryAllAsync(world.Stream(b, a));
            a.Time.Advance(TimeSpan.FromSeconds(5));
            await world.CarryAllAsync(world.Stream(a, b));
            Assert.False(await a.Volume.Restored.SettleAsync(default));
            Assert.False(await b.Volume.Restored.SettleAsync(default));
        }

        await world.SettleAsync(a, b);
    }

    [Fact]
    public async Task What_cannot_be_told_from_a_deleted_item_is_kept_in_quarantine()
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        var log = a.Table.Log;
        Restore(backup);
        a.Time.Advance(TimeSpan.FromSeconds(5));
        a.Write("k4", Value(4));
        await world.CarryAllAsync(world.Stream(b, a));
        Assert.True(await a.Volume.Restored.SettleAsync(default));

        // Meanwhile something was deleted later than that, and the tombstone has gone.
        b.Time.Advance(TimeSpan.FromSeconds(20));
        b.Write("k1", "");
        b.SetMembers(TableState.Active, 2, [new("b", b.Table.Log, MemberState.Active)]);
        b.Time.Advance(TimeSpan.FromHours(25));
        Assert.True(await b.Volume.Tombstones.CollectOnceAsync(b.Table, default));
        await FillAsync(log);
        Assert.True(await a.Volume.Tails.ReplayOnceAsync(default));
        Assert.Equal(["k2:2"], Items(a));
        var kept = Assert.Single(a.Volume.Conflicts.ReadAfter(a.Table, 0, 10));
        Assert.Equal((Value(4), "collected"), (Encoding.UTF8.GetString(kept.Loser.Json), kept.Winner.Region));
    }

    [Fact]
    public async Task The_conflict_log_goes_on_with_the_copy_that_takes_the_place_and_stays_when_the_former_goes()
    {
        // One conflict before, and one after; none of them is copied, however many there are.
        a.Write("k1", Value(1));
        b.Write("k1", Value(2));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        var (log, former) = (a.Table.Log, a.Table.Number);
        List<long> before = [.. a.Volume.Conflicts.ReadAfter(a.Table, 0, 10).Select(one => one.Loser.Sequence)];
        Assert.Single(before);
        Restore(backup);
        await world.CarryAllAsync(world.Stream(b, a));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        Assert.NotEqual(former, a.Table.Number);
        Assert.Equal(former, a.Table.ConflictsUnder);
        await FillAsync(log);
        while (await a.Volume.Tails.ReplayOnceAsync(default) || await a.Volume.Reclaimer.ReclaimOnceAsync(default))
        {
        }

        a.Restart(crashes: true);
        Assert.Empty(a.Volume.Catalog.Deleted);
        Assert.Equal(before, a.Volume.Conflicts.ReadAfter(a.Table, 0, 10).Select(one => one.Loser.Sequence));
        a.Write("k3", Value(1));
        b.Write("k3", Value(2));
        world.Break(a);
        await world.SettleAsync(a, b);
        Assert.Equal(2, a.Volume.Conflicts.ReadAfter(a.Table, 0, 10).Count);
        Assert.Equal(2, a.Volume.Conflicts.CountsOf(a.Table).Sum(count => count.Conflicts));
    }

    [Fact]
    public async Task The_only_whole_copy_is_never_put_out_of_use_and_goes_on_under_another_log()
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        var log = a.Table.Log;
        Restore(backup);
        a.Time.Advance(TimeSpan.FromSeconds(5));
        a.Write("k3", Value(3));
        GroupMember[] members = [new("a", log, MemberState.Active), new("b", b.Table.Log, MemberState.Joining)];
        a.SetMembers(TableState.Active, 2, members);
        b.SetMembers(TableState.Active, 2, members);
        await world.CarryAllAsync(world.Stream(b, a));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        Assert.NotEqual(log, a.Table.Log);
        Assert.Equal(TableState.Active, a.Table.State);
        Assert.Equal(["k1:1", "k3:3"], Items(a));
        Assert.False(await a.Volume.Restored.SettleAsync(default));

        await FillAsync(log, MemberState.Active);
        Assert.Equal(["k1:1", "k2:2", "k3:3"], Items(a));
        Assert.Equal(Items(a), Items(b));
    }

    [Fact]
    public async Task A_sound_volume_is_not_accused_by_readers_that_are_not_equally_far()
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var early = b.Positions;
        a.Time.Advance(TimeSpan.FromSeconds(5));
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        var log = a.Table.Log;
        foreach (var reader in (LogPositions[])[early, b.Positions])
        {
            Assert.False(a.Volume.Restored.IsAnother(a.Table, reader.Cursors[log], new(reader.Stamps.Of(log))));
        }

        Assert.False(await a.Volume.Restored.SettleAsync(default));
        Assert.Equal((log, TableState.Active), (a.Table.Log, a.Table.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_has_lost_nothing_but_what_it_had_read_is_filled_anew(bool isHeard)
    {
        a.Write("k1", Value(1));
        b.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        var backup = a.Backup();
        b.Write("k2", "");
        await world.SettleAsync(a, b);
        b.Time.Advance(TimeSpan.FromHours(25));
        Assert.True(await b.Volume.Tombstones.CollectOnceAsync(b.Table, default));
        var log = a.Table.Log;
        Restore(backup);
        if (!isHeard)
        {
            b.Volume.Acknowledgements.Forget(b.Table);
        }

        await world.CarryAllAsync(world.Stream(a, b));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        Assert.NotEqual(log, a.Table.Log);
        await FillAsync(log);
        Assert.Equal(["k1:1"], Items(a));
        Assert.Equal(Items(b), Items(a));
    }

    [Fact]
    public async Task What_may_have_been_known_by_a_collected_delete_is_no_conflict_and_is_kept_in_quarantine()
    {
        a.Write("k1", Value(1));
        await world.SettleAsync(a, b);
        var old = Assert.Single(a.Rows());
        var backup = a.Backup();
        a.Write("k2", Value(2));
        await world.SettleAsync(a, b);
        b.Write("k1", "");
        await world.SettleAsync(a, b);
        b.Time.Advance(TimeSpan.FromHours(25));
        Assert.True(await b.Volume.Tombstones.CollectOnceAsync(b.Table, default));
        var log = a.Table.Log;
        Restore(backup);
        await world.CarryAllAsync(world.Stream(a, b));
        Assert.True(await a.Volume.Restored.SettleAsync(default));
        await FillAsync(log);
        a.Time.Advance(TimeSpan.FromHours(25));

        // The log has ended everywhere, and contexts name it no more.
        a.SetMembers(TableState.Active, 4, a.Table.Members);
        b.SetMembers(TableState.Active, 4, b.Table.Members);
        b.Write("k1", Value(9));
        await world.SettleAsync(a, b);
        Assert.Equal(ReplayOutcome.Quarantined, await a.Volume.Queue.RunAsync(
            transaction => transaction.Replay(a.Table.Number, old, [new(log, "a")], isUnread: false), default));
        Assert.Equal(["k1:9", "k2:2"], Items(a));
        var kept = Assert.Single(a.Volume.Conflicts.ReadAfter(a.Table, 0, 10));
        Assert.Equal((Value(1), "collected"), (Encoding.UTF8.GetString(kept.Loser.Json), kept.Winner.Region));
    }

    static string Value(int value) => $$$"""{"v":{"N":"{{{value}}}"}}""";

    static List<string> Items(WorldRegion region) =>
        [.. region.Rows().Where(row => !row.IsTombstone)
            .Select(row => $"{Encoding.UTF8.GetString(row.Sort)}:{Encoding.UTF8.GetString(row.Json)[11..^3]}")
            .Order()];

    void Restore(string backup)
    {
        world.Break(a);
        a.Restore(backup);
    }

    // As the control plane does: the old log has left, and the new one joins.
    async Task FillAsync(long oldLog, MemberState state = MemberState.Joining)
    {
        world.Break(a);
        var left = new DepartedLog("a", oldLog, 3, false);
        GroupMember[] members =
            [new("a", a.Table.Log, state), new("b", b.Table.Log, MemberState.Active)];
        a.SetMembers(TableState.Creating, 3, members, [left]);
        b.SetMembers(TableState.Active, 3, members, [left]);
        for (var round = 0; round < 3; round++)
        {
            await world.SettleAsync(a, b);
            await world.CarryAllAsync(world.Stream(b, a));
            await b.Replication.SettleAsync(default);
            b.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TableState.Active, a.Table.State);
        Assert.All([a, b], region => Assert.Equal(LogProgress.End, region.Positions.Covered.Of(oldLog)));
    }
}
