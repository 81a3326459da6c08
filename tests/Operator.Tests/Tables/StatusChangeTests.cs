using GlobalTables.Contracts;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tables;
using static GlobalTables.Operator.Tests.Tables.TableSituation;

namespace GlobalTables.Operator.Tests.Tables;

public class StatusChangeTests
{
    readonly TableSituation situation = new();
    readonly V1Alpha1GlobalTableStatus before;

    public StatusChangeTests() => before = situation.Status();

    [Fact]
    public void The_first_status_is_written_at_once() =>
        Assert.Equal(TimeSpan.Zero, StatusChange.WriteAfter(null, before, null));

    [Fact]
    public void Nothing_new_is_not_written() => Assert.Null(After(100));

    [Theory]
    [InlineData(2)]
    [InlineData(900)]
    public void An_idle_table_is_not_written_for_its_lag(long lagMs)
    {
        situation.Source(Us, SourceState.Streaming, lagMs, null);

        Assert.Null(After(1000));
    }

    [Fact]
    public void A_lag_that_people_notice_is_written_though_nothing_is_stored()
    {
        situation.Source(Us, SourceState.Streaming, 1500, null);

        Assert.Equal(TimeSpan.Zero, After(30));
        Assert.Equal(TimeSpan.FromSeconds(20), After(10));
    }

    [Fact]
    public void Figures_of_a_table_in_use_are_written_every_half_minute()
    {
        situation.Change(Us, table => table with { ItemCount = 8 });

        Assert.Equal(TimeSpan.FromSeconds(29), After(1));
        Assert.Equal(TimeSpan.Zero, After(31));
        Assert.Equal(TimeSpan.Zero, StatusChange.WriteAfter(before, situation.Status(), null));
    }

    [Fact]
    public void Conflicts_are_figures_too()
    {
        situation.Change(Us, table => table with { Conflicts = [new(Eu, Us, 1)] });

        Assert.Equal(TimeSpan.FromSeconds(29), After(1));
    }

    [Fact]
    public void An_idle_table_is_not_written_for_being_verified_and_is_for_being_repaired()
    {
        situation.Change(Us, table => table with { Sources = [table.Sources[0] with { VerifiedAt = Now }] });
        Assert.Null(After(1000));

        situation.Change(Us, table => table with { RepairedRows = 1 });
        Assert.Equal(TimeSpan.FromSeconds(4), After(1));
    }

    [Fact]
    public void What_is_under_way_is_written_every_few_seconds()
    {
        situation.Source(Us, SourceState.CatchingUp, 9, null);

        Assert.Equal(TimeSpan.FromSeconds(4), After(1));
        Assert.Equal(TimeSpan.Zero, After(5));
    }

    [Fact]
    public void What_a_person_acts_on_is_written_at_once()
    {
        situation.Silent(Eu, TimeSpan.FromSeconds(6));

        Assert.Equal(TimeSpan.Zero, After(0));
    }

    [Fact]
    public void Another_generation_is_written_at_once()
    {
        situation.Entity.Metadata.Generation = 4;

        Assert.Equal(TimeSpan.Zero, After(0));
    }

    TimeSpan? After(int seconds) =>
        StatusChange.WriteAfter(before, situation.Status(), TimeSpan.FromSeconds(seconds));
}
