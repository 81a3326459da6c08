using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Versioning;

public sealed class VersionVectorTests
{
    [Theory]
    [InlineData("", "", "[]")]
    [InlineData("1:5", "", "[1:5]")]
    [InlineData("", "1:5", "[1:5]")]
    [InlineData("1:5", "1:7", "[1:7]")]
    [InlineData("1:7", "1:5", "[1:7]")]
    [InlineData("1:5 3:1", "2:4 3:9", "[1:5, 2:4, 3:9]")]
    [InlineData("2:4 3:9", "1:5 3:1", "[1:5, 2:4, 3:9]")]
    [InlineData("9223372036854775806:3", "1:1", "[1:1, 9223372036854775806:3]")]
    public void Joining_takes_the_higher_of_both(string a, string b, string joined)
    {
        Assert.Equal(joined, Vector(a).Join(Vector(b)).ToString());
        Assert.Equal(Vector(a).Join(Vector(b)), Vector(b).Join(Vector(a)));
        Assert.True(Vector(a).Join(Vector(b)).Covers(Vector(a)));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("1:5", "", true)]
    [InlineData("", "1:1", false)]
    [InlineData("1:5", "1:5", true)]
    [InlineData("1:5", "1:6", false)]
    [InlineData("1:5 2:1", "2:1", true)]
    [InlineData("1:5 2:1", "3:1", false)]
    public void A_vector_covers_what_it_reaches_in_every_log(string a, string b, bool covers) =>
        Assert.Equal(covers, Vector(a).Covers(Vector(b)));

    [Theory]
    [InlineData("1:5", 1, 6, "[1:6]")]
    [InlineData("1:5", 1, 4, "[1:5]")]
    [InlineData("1:5", 1, 5, "[1:5]")]
    [InlineData("1:5 9:9", 4, 2, "[1:5, 4:2, 9:9]")]
    [InlineData("", 4, 0, "[]")]
    public void With_never_takes_an_entry_back(string vector, long log, long sequence, string expected) =>
        Assert.Equal(expected, Vector(vector).With(log, sequence).ToString());

    [Theory]
    [InlineData("1:5 2:6 3:7", 2, "[1:5, 3:7]")]
    [InlineData("1:5", 1, "[]")]
    [InlineData("1:5", 2, "[1:5]")]
    [InlineData("", 2, "[]")]
    public void Without_leaves_one_log_out(string vector, long log, string expected) =>
        Assert.Equal(expected, Vector(vector).Without(log).ToString());

    [Fact]
    public void A_log_that_is_not_named_is_at_0_and_zero_entries_are_not_kept()
    {
        var vector = Vector("7:0 8:1");
        Assert.Equal((0, 0, 1), (vector.Of(6), vector.Of(7), vector.Of(8)));
        Assert.Equal(1, vector.Count);
        Assert.Equal(Vector("8:1"), vector);
        Assert.Equal(Vector("8:1").GetHashCode(), vector.GetHashCode());
        Assert.NotEqual(Vector("8:2"), vector);
    }

    [Fact]
    public void The_order_in_which_entries_come_does_not_matter() =>
        Assert.Equal(Vector("1:1 2:2 3:3"), Vector("3:3 1:1 2:2"));

    internal static VersionVector Vector(string text) => VersionVector.Of(text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split(':'))
        .Select(entry => KeyValuePair.Create(long.Parse(entry[0], null), long.Parse(entry[1], null))));
}
