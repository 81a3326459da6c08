using System.Text;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tests.Model;

public sealed class TimeToLiveTests
{
    static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"ends":{"N":"1767225600"}}""", 1767225600L)]
    [InlineData("""{"a":{"M":{"ends":{"N":"1"}}},"ends":{"N":"7"},"z":{"L":[{"N":"2"}]}}""", 7L)]
    [InlineData("""{"ends":{"N":"1767225600.999"}}""", 1767225600L)]
    [InlineData("""{"ends":{"N":"17672256e2"}}""", 1767225600L)]
    [InlineData("""{"ends":{"N":"0"}}""", 0L)]
    [InlineData("""{"ends":{"N":"0.5"}}""", 0L)]
    [InlineData("""{"ends":{"N":"1E-130"}}""", 0L)]
    [InlineData("""{"ends":{"N":"9223372036854775807"}}""", long.MaxValue)]
    [InlineData("""{"ends":{"N":"9223372036854775808"}}""", null)]
    [InlineData("""{"ends":{"N":"1E125"}}""", null)]
    [InlineData("""{"ends":{"N":"-5"}}""", null)]
    [InlineData("""{"ends":{"S":"1767225600"}}""", null)]
    [InlineData("""{"ends":{"NS":["1767225600"]}}""", null)]
    [InlineData("""{"a":{"M":{"ends":{"N":"1"}}}}""", null)]
    [InlineData("""{"a":{"S":"x"}}""", null)]
    [InlineData("""{"ends":{"N":"17672""", null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    public void An_item_expires_at_the_whole_seconds_of_its_attribute(string json, long? expires) =>
        Assert.Equal(expires, TimeToLive.ExpiryOf(Encoding.UTF8.GetBytes(json), "ends"));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(-5L * 365 * 24 * 3600, true)]
    [InlineData(-6L * 365 * 24 * 3600, false)]
    public void An_item_is_due_once_its_second_is_past_and_not_for_years(long fromNow, bool isDue)
    {
        Assert.Equal(isDue, TimeToLive.IsDue(Now.ToUnixTimeSeconds() + fromNow, Now));
        Assert.False(TimeToLive.IsDue(null, Now));
    }
}
