using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Tests.Tables;

public sealed class CapacityTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1024, 0, 1)]
    [InlineData(1025, 0, 2)]
    [InlineData(10, 2049, 3)]
    [InlineData(409_600, 409_600, 400)]
    public void A_write_costs_a_unit_for_each_begun_KB_of_the_larger_image(int before, int after, double units) =>
        Assert.Equal(units, Capacity.OfWrite(before, after));

    [Theory]
    [InlineData(0, true, 1)]
    [InlineData(0, false, 0.5)]
    [InlineData(4096, true, 1)]
    [InlineData(4097, true, 2)]
    [InlineData(4097, false, 1)]
    [InlineData(1_048_576, false, 128)]
    public void A_read_costs_a_unit_for_each_begun_4_KB_and_half_of_it_when_eventual(
        long size, bool isConsistent, double units) => Assert.Equal(units, Capacity.OfRead(size, isConsistent));
}
