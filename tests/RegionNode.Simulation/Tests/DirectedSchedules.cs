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
        run.World.Network.Cut("eu", "jp");
        run.Delete("ap", "k0");
        run.Read("eu", "ap");
        run.Read("jp", "ap");
        run.ReadAll("ap", "eu");
        run.World.Network.HealAll();
        run.World.Pass(1100);
        run.Read("jp", "ap");
        run.Read("ap", "jp");
        run.Read("eu", "jp");
        run.World.Pass(1100);
        run.Read("jp", "ap");
        run.Collect("ap", "eu", "jp");
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
