using Xunit;

namespace GlobalTables.RegionNode.Simulation.Tests;

/// <summary>
/// What chance hardly ever finds, over production code: the counter-examples of the rules, one after the other.
/// </summary>
public sealed class DirectedSchedules
{
    [Fact]
    public void A_put_that_comes_after_its_delete_was_collected_is_refused()
    {
        using var run = new Schedule(regions: 3, founders: 3);
        run.Put("eu", "k0");
        run.Read("ap", "eu");
        run.Serve("jp", "eu");
        run.Break("jp", "eu");
        run.Delete("ap", "k0");
        run.Read("eu", "ap");
        run.Read("jp", "ap");

        // jp hears that all have the delete, and does not claim the put: eu is not away for so long that ap is asked.
        run.Read("ap", "jp");
        run.Read("eu", "jp");
        run.Collect("jp");
        Assert.Null(run.Life("jp")["k0"].Row);
        run.ArriveLate("jp", "eu");
        Assert.Null(run.Shown("jp", "k0"));
        run.Finish();
    }

    [Fact]
    public void A_late_batch_of_a_removed_region_is_refused()
    {
        using var run = new Schedule(regions: 4, founders: 4);
        run.Put("uk", "k0");
        run.Serve("ap", "uk");
        run.Break("ap", "uk");
        run.ForceOut("uk", "ap", "eu", "jp");
        run.ReadAll("ap", "eu", "jp");
        run.KeepHouse("ap", "eu", "jp");
        run.ArriveLate("ap", "uk");
        Assert.Null(run.Shown("ap", "k0"));
        run.Finish();
    }

    [Fact]
    public void A_late_batch_of_a_removed_region_is_refused_once_others_have_finished_with_it()
    {
        using var run = new Schedule(regions: 4, founders: 4);
        run.Put("uk", "k0");
        run.Serve("ap", "uk");
        run.Break("ap", "uk");
        run.ForceOut("uk", "ap", "eu", "jp");
        foreach (var (reader, source) in new[] { ("eu", "ap"), ("eu", "jp"), ("jp", "ap"), ("jp", "eu") })
        {
            run.Read(reader, source);
        }

        run.KeepHouse("eu", "jp");
        Assert.Contains(long.MaxValue, run.Life("eu").Covered.Values);
        Assert.DoesNotContain(long.MaxValue, run.Life("ap").Covered.Values);
        run.ArriveLate("ap", "uk");
        Assert.Null(run.Shown("ap", "k0"));
        run.Finish();
    }

    [Fact]
    public void Nobody_finishes_with_a_removed_region_before_all_know_of_the_removal()
    {
        using var run = new Schedule(regions: 4, founders: 4);
        run.Put("uk", "k0");
        run.Serve("ap", "uk");
        run.Break("ap", "uk");
        run.Control.SetReachable("uk", false);
        run.Control.Force("uk");
        run.Control.Declare(["ap", "eu", "jp"]);
        for (var turn = 0; turn < 4; turn++)
        {
            run.Control.Hear();
            run.Control.Plan();
            run.Control.PushTo("eu");
            run.Control.PushTo("jp");
        }

        Assert.Null(run.World.Table(run["eu"])!.Member("uk"));
        Assert.NotNull(run.World.Table(run["ap"])!.Member("uk"));
        foreach (var (reader, source) in new[] { ("eu", "ap"), ("eu", "jp"), ("jp", "ap"), ("jp", "eu") })
        {
            run.Read(reader, source);
        }

        run.KeepHouse("eu", "jp");
        run.ArriveLate("ap", "uk");
        Assert.NotNull(run.Shown("ap", "k0"));
        run.Finish();
        Assert.NotNull(run.Shown("eu", "k0"));
    }

    [Fact]
    public void A_stamp_lies_above_what_the_region_has_seen_also_when_that_is_collected()
    {
        using var run = new Schedule(regions: 2, founders: 2);
        run["ap"].Clock.Jump(TimeSpan.FromSeconds(10));
        run.Put("ap", "k0");
        run.ReadAll("ap", "eu");
        run.Delete("ap", "k0");
        run.ReadAll("ap", "eu");

        // To eu the delete is of the past, and goes; then eu's clock is behind it.
        run["eu"].Clock.Jump(TimeSpan.FromSeconds(20));
        run.Collect("eu");
        Assert.Null(run.Life("eu")["k0"].Row);
        run["eu"].Clock.Synchronise();
        run.Put("eu", "k0");
        Assert.NotNull(run.Shown("eu", "k0"));
        run.Finish();
    }

    [Fact]
    public void What_one_survivor_has_of_a_removed_region_reaches_all()
    {
        using var run = new Schedule(regions: 4, founders: 4);
        run.Put("uk", "k0");
        run.Read("eu", "uk");
        run.ForceOut("uk", "ap", "eu", "jp");
        run.ReadAll("ap", "eu", "jp");
        Assert.NotNull(run.Shown("jp", "k0"));
        run.Finish();
    }

    [Fact]
    public void Reconciliation_begins_again_when_another_region_is_removed()
    {
        using var run = new Schedule(regions: 5, founders: 5);
        run.Put("uk", "k0");
        run.Read("eu", "uk");
        run.ForceOut("uk", "ap", "eu", "jp", "us");

        // ap has heard jp before jp got the row; then the only one that had it dies.
        run.Read("ap", "jp");
        run.Read("jp", "eu");
        Assert.NotNull(run.Shown("jp", "k0"));
        run.ForceOut("eu", "ap", "jp", "us");
        run.Read("ap", "us");
        run.KeepHouse("ap");
        run.Finish();
        Assert.NotNull(run.Shown("ap", "k0"));
    }

    [Fact]
    public void A_leaving_region_waits_until_removals_are_reconciled()
    {
        using var run = new Schedule(regions: 4, founders: 4);
        run.Put("uk", "k0");
        run.Read("eu", "uk");
        run.ForceOut("uk", "ap", "eu", "jp");
        run.Control.Declare(["ap", "jp"]);
        run.Control.Settle();
        Assert.NotNull(run.Control.Group!.MemberOf("eu"));
        run.Finish();
        Assert.Null(run.Control.Group!.MemberOf("eu"));
        Assert.NotNull(run.Shown("ap", "k0"));
        Assert.NotNull(run.Shown("jp", "k0"));
    }

    [Fact]
    public void A_tombstone_stays_until_a_joining_region_has_it()
    {
        using var run = new Schedule(regions: 3, founders: 2);
        run.Put("ap", "k0");
        run.Read("eu", "ap");
        run.Control.Declare(["ap", "eu", "jp"]);
        run.Control.Settle();

        // The first copy has the put in it, and is on its way while the item is deleted.
        run.Serve("jp", "ap");
        run.Break("jp", "ap");
        run.Delete("ap", "k0");
        run.ReadAll("ap", "eu");
        run.Collect("ap", "eu");
        Assert.NotNull(run.Life("ap")["k0"].Row);
        run.ArriveLate("jp", "ap");
        run.Finish();
        Assert.Null(run.Shown("jp", "k0"));
    }

    [Fact]
    public void A_joining_region_asks_nobody_before_every_member_counts_it()
    {
        using var run = new Schedule(regions: 3, founders: 2);
        run.Put("ap", "k0");
        run.Read("eu", "ap");
        run.Control.Declare(["ap", "eu", "jp"]);

        // ap does not hear that jp joins.
        for (var turn = 0; turn < 4; turn++)
        {
            run.Control.Hear();
            run.Control.Plan();
            run.Control.PushTo("eu");
            run.Control.PushTo("jp");
        }

        Assert.Null(run.World.Table(run["ap"])!.Member("jp"));
        run.Read("jp", "eu");
        run.Delete("ap", "k0");
        run.ReadAll("ap", "eu");
        run.Collect("ap");
        Assert.DoesNotContain(run.Trace.Lines, line => line.StartsWith("jp gets a part", StringComparison.Ordinal));
        run.Finish();
        Assert.Null(run.Shown("jp", "k0"));
    }

    [Fact]
    public void What_is_left_out_for_a_reader_is_what_it_covers_and_not_what_it_has_read()
    {
        using var run = new Schedule(regions: 3, founders: 3, batch: 1);
        run.Read("jp", "eu");
        run.Put("eu", "k0");
        run.Read("ap", "eu");
        run.Put("ap", "k0");
        run.Put("ap", "k1");
        run.Read("eu", "ap");

        // Here k0 moves on, so that the batch cut at k1 leaves it out.
        run.Put("ap", "k0");
        run.ReadOneBatch("jp", "ap");

        // A new stream, so that eu is told anew what jp has.
        run.Break("jp", "eu");
        run.Read("jp", "eu");
        Assert.NotNull(run.Shown("jp", "k0"));
        run.Finish();
    }

    [Fact]
    public void An_acknowledgement_of_a_former_life_lets_no_tombstone_go()
    {
        using var run = new Schedule(regions: 3, founders: 3);
        run.Put("ap", "k0");
        run.ReadAll("ap", "eu", "jp");
        run.Delete("ap", "k0");
        run.Read("eu", "ap");
        run.Read("jp", "ap");

        // jp loses its volume; what its former copy acknowledged is worth nothing.
        run.World.Network.BreakAllOf(run["jp"], "its volume is lost");
        run.Life("jp").IsVolumeLost = true;
        run["jp"].Wipe();
        run["jp"].LastStamp = 0;
        run["jp"].Start();
        run.Control.Settle();
        run.Collect("ap", "eu");
        Assert.NotNull(run.Life("ap")["k0"].Row);
        run.Finish();
    }
}
