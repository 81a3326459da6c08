using GlobalTables.Operator.Tables;

namespace GlobalTables.Operator.Tests.Tables;

public sealed class TablePictureTests
{
    readonly TableSituation situation = new();

    [Fact]
    public void A_picture_knows_the_objects_that_were_planned() =>
        Assert.True(PictureOfGeneration(3).Knows(situation.Entity, TableSituation.Now));

    [Fact]
    public void A_change_that_was_not_planned_yet_is_not_told_as_done() =>
        Assert.False(PictureOfGeneration(2).Knows(situation.Entity, TableSituation.Now));

    [Fact]
    public void A_picture_does_not_know_an_object_that_is_newer() =>
        Assert.False(situation.Picture().Knows(situation.Entity, TableSituation.Now));

    TablePicture PictureOfGeneration(long planned) => situation.Picture() with
    {
        Generations = new Dictionary<string, long> { [situation.Entity.Metadata.Uid] = planned },
    };
}
