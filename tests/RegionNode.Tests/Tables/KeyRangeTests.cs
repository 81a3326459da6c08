using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Tests.Tables;

public sealed class KeyRangeTests
{
    static readonly byte[] Partition = [1, 2, 3, 4, 5];

    [Fact]
    public void A_range_of_crossed_bounds_is_empty()
    {
        Assert.True(Range(new SortRange([2], true, [1], true)).IsEmpty);
        Assert.True(Range(new SortRange([1], true, [1], false)).IsEmpty);
        Assert.False(Range(new SortRange([1], true, [1], true)).IsEmpty);
        Assert.False(Range(new SortRange(null, false, null, false)).IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_a_key_the_range_goes_on_behind_it(bool isForward)
    {
        var range = Range(new SortRange([1], true, [9], true), isForward).After(new ItemKey(Partition, [5]));
        var (from, includesFrom, to, includesTo) = range.Sort;
        Assert.Equal(isForward ? [5] : [1], from);
        Assert.Equal(isForward ? [9] : [5], to);
        Assert.Equal((!isForward, isForward), (includesFrom, includesTo));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    public void A_key_outside_the_range_is_refused(byte sort) => Assert.Throws<DynamoException>(
        () => Range(new SortRange([1], true, [9], false)).After(new ItemKey(Partition, [sort])));

    [Fact]
    public void A_key_of_another_partition_is_refused() => Assert.Throws<DynamoException>(
        () => Range(default).After(new ItemKey([0], [5])));

    static KeyRange Range(SortRange sort, bool isForward = true) => new(Partition, sort, isForward);
}
