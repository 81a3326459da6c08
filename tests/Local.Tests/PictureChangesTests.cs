using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local.Tests;

public class PictureChangesTests
{
    static Picture Picture(bool answers, string status, SourceState source, long lagMs, params PlanNote[] notes) => new(
        [new RegionPicture("eu-west-1", answers)],
        [
            new ReplicaStatus
            {
                Region = "eu-west-1",
                TableName = "Products",
                Status = status,
                ItemCount = lagMs,
                Sources =
                [
                    new SourceStatus
                    {
                        Region = "us-east-1",
                        State = source,
                        LagMs = lagMs,
                        PendingRecords = lagMs,
                    },
                ],
            },
        ],
        notes);

    [Fact]
    public void States_are_news() => Assert.Equal(
        ["eu-west-1: does not answer", "eu-west-1 Products: INACCESSIBLE", "eu-west-1 Products: reads from us-east-1: Disconnected"],
        PictureChanges.Between(
            Picture(true, "ACTIVE", SourceState.Streaming, 1),
            Picture(false, "INACCESSIBLE", SourceState.Disconnected, 1)));

    [Fact]
    public void Clocks_that_differ_are_news_once()
    {
        var fine = Picture(true, "ACTIVE", SourceState.Streaming, 1);
        Picture With(string problem) => fine with { Regions = [new RegionPicture("eu-west-1", true, problem)] };

        Assert.Equal(["eu-west-1 takes no writes"], PictureChanges.Between(fine, With("eu-west-1 takes no writes")));
        Assert.Empty(PictureChanges.Between(With("10.0 s"), With("10.1 s")));
        Assert.Equal(["eu-west-1: the clocks agree again"], PictureChanges.Between(With("10.0 s"), fine));
    }

    [Fact]
    public void Lag_counts_and_catching_up_are_not() => Assert.Empty(PictureChanges.Between(
        Picture(true, "ACTIVE", SourceState.Streaming, 1),
        Picture(true, "ACTIVE", SourceState.CatchingUp, 2)));

    [Theory]
    [InlineData(0, 19, null)]
    [InlineData(19, 20, "eu-west-1 Products: CREATING 20 %")]
    [InlineData(20, 39, null)]
    [InlineData(39, 87, "eu-west-1 Products: CREATING 87 %")]
    public void Progress_of_a_first_copy_is_news_in_steps(int before, int after, string? said)
    {
        var filling = Picture(true, "CREATING", SourceState.Bootstrapping, 1);
        Picture At(int percent) => filling with
        {
            Replicas = [filling.Replicas[0] with { ProgressPercent = percent }],
        };

        Assert.Equal(said is null ? [] : [said], PictureChanges.Between(At(before), At(after)));
    }

    [Fact]
    public void A_note_is_said_once()
    {
        var before = Picture(true, "ACTIVE", SourceState.Streaming, 1);
        var after = before with { Notes = [new PlanNote(NoteKind.Problem, new ResourceMetadata("products"), "Products", NoteReasons.InvalidSpec, "rename one")] };

        Assert.Equal(["Products: problem: rename one"], PictureChanges.Between(before, after));
        Assert.Empty(PictureChanges.Between(after, after));
    }

    [Fact]
    public void A_table_that_is_gone_is_said() => Assert.Equal(
        ["eu-west-1 Products: gone"],
        PictureChanges.Between(
            Picture(true, "ACTIVE", SourceState.Streaming, 1),
            Picture(true, "ACTIVE", SourceState.Streaming, 1) with { Replicas = [] }));
}
