using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>Keys of several attributes are in the order of the first attribute that differs.</summary>
public sealed class KeyTupleTests
{
    public static TheoryData<int> ManySeeds() => Seeds.Of(50);

    [Theory]
    [MemberData(nameof(ManySeeds))]
    public void Bytes_are_in_the_order_of_the_values(int seed)
    {
        var random = new Random(seed);
        for (var pair = 0; pair < 200; pair++)
        {
            var one = Tuple(random);
            var other = Tuple(random);
            Assert.Equal(
                Math.Sign(Compare(one, other)),
                Math.Sign(KeyEncoding.Tuple(one).AsSpan().SequenceCompareTo(KeyEncoding.Tuple(other))));
        }
    }

    [Theory]
    [MemberData(nameof(ManySeeds))]
    public void A_range_after_a_beginning_holds_what_begins_so_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        for (var pair = 0; pair < 200; pair++)
        {
            var whole = Tuple(random);
            var beginning = Tuple(random)[..random.Next(1, 3)];
            var from = KeyEncoding.Tuple(beginning);
            var to = KeyEncoding.AfterPrefix(from);
            var encoded = KeyEncoding.Tuple(whole);
            var isBetween = encoded.AsSpan().SequenceCompareTo(from) >= 0
                && (to is null || encoded.AsSpan().SequenceCompareTo(to) < 0);
            Assert.Equal(Compare(whole[..beginning.Count], beginning) == 0, isBetween);
        }
    }

    static List<AttributeValue> Tuple(Random random) =>
    [
        new AttributeValue.N(AttributeNumber.Parse($"{random.Next(-2, 3)}{(random.Next(2) == 0 ? "" : "01")}")),
        new AttributeValue.B([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Byte(random))]),
        new AttributeValue.S(string.Concat(Enumerable.Range(0, random.Next(1, 3)).Select(_ => (char)random.Next(3)))),
    ];

    static byte Byte(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => 1,
        2 => 255,
        _ => (byte)random.Next(256),
    };

    static int Compare(List<AttributeValue> one, List<AttributeValue> other) =>
        one.Zip(other, Compare).FirstOrDefault(order => order != 0);

    static int Compare(AttributeValue one, AttributeValue other) => (one, other) switch
    {
        (AttributeValue.N a, AttributeValue.N b) => a.Value.CompareTo(b.Value),
        (AttributeValue.B a, AttributeValue.B b) => a.Value.AsSpan().SequenceCompareTo(b.Value),
        (AttributeValue.S a, AttributeValue.S b) => string.CompareOrdinal(a.Value, b.Value),
        _ => throw new InvalidOperationException("not of one type"),
    };
}
