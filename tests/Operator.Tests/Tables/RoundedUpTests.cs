using CsCheck;
using GlobalTables.Operator.Tables;

namespace GlobalTables.Operator.Tests.Tables;

public class RoundedUpTests
{
    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(6, 10)]
    [InlineData(11, 20)]
    [InlineData(21, 50)]
    [InlineData(900, 1000)]
    [InlineData(1001, 2000)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void A_figure_goes_up_to_the_next_step(long value, long shown) => Assert.Equal(shown, RoundedUp.Of(value));

    [Fact]
    public void What_is_shown_is_never_less_and_never_three_times_as_much() => Gen.Long[1, 1L << 60].Sample(value =>
    {
        var shown = RoundedUp.Of(value);
        return shown >= value && shown <= value * 2.5 + 1 && RoundedUp.Of(shown) == shown;
    });
}
