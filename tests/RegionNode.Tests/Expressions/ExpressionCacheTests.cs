using System.Globalization;
using GlobalTables.RegionNode.Expressions;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class ExpressionCacheTests
{
    [Fact]
    public void A_text_is_read_once_while_it_is_in_use()
    {
        var read = new List<string>();
        var cache = new ExpressionCache<string>(10, (text, _) => Read(read, text));
        var first = cache.Get("often", "FilterExpression");
        for (var other = 0; other < 100; other++)
        {
            cache.Get(other.ToString(CultureInfo.InvariantCulture), "FilterExpression");
            Assert.Same(first, cache.Get("often", "FilterExpression"));
        }

        Assert.Single(read, text => text == "often");
    }

    [Fact]
    public void What_is_no_longer_used_is_forgotten()
    {
        var read = new List<string>();
        var cache = new ExpressionCache<string>(10, (text, _) => Read(read, text));
        for (var other = 0; other < 100; other++)
        {
            cache.Get(other.ToString(CultureInfo.InvariantCulture), "FilterExpression");
        }

        cache.Get("0", "FilterExpression");
        Assert.Equal(2, read.Count(text => text == "0"));
    }

    [Fact]
    public void The_parameter_belongs_to_the_key()
    {
        var cache = new ExpressionCache<string>(10, (text, parameter) => parameter + text);
        Assert.Equal("Fx", cache.Get("x", "F"));
        Assert.Equal("Cx", cache.Get("x", "C"));
    }

    [Fact]
    public void There_are_573_reserved_words()
    {
        Assert.Equal(573, ReservedWords.Count);
        Assert.True(ReservedWords.Has("name"));
        Assert.True(ReservedWords.Has("Zone"));
        Assert.False(ReservedWords.Has("pk"));
    }

    static string Read(List<string> read, string text)
    {
        read.Add(text);
        return new string(text);
    }
}
