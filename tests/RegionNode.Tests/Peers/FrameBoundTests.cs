using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Peers;

namespace GlobalTables.RegionNode.Tests.Peers;

public class FrameBoundTests
{
    /// <summary>A number of few digits and a large exponent is small as DynamoDB counts, and long as JSON.</summary>
    [Theory]
    [InlineData("1e125")]
    [InlineData("-1e-130")]
    public void The_longest_item_that_the_API_takes_fits_into_a_frame_with_a_full_batch_before_it(string number)
    {
        var element = new AttributeValue.N(AttributeNumber.Parse(number));
        var numbers = new List<AttributeValue>();
        var item = new Dictionary<string, AttributeValue> { ["pk"] = new AttributeValue.L(numbers) };
        var empty = ItemSize.Of(item);
        numbers.Add(element);
        var each = ItemSize.Of(item) - empty;
        numbers.AddRange(Enumerable.Repeat<AttributeValue>(element, (Limits.ItemBytesMax - empty) / each));

        Assert.InRange(
            AttributeJson.Canonical(item).Length + Limits.FeedBatchBytesMax,
            8 * 1024 * 1024,
            Frames.BytesMax - (2 * 1024 * 1024));
    }
}
