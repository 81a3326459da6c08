using System.Globalization;
using System.Numerics;
using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class KeyEncodingTests
{
    [Theory]
    [InlineData("-9.9999999999999999999999999999999999999E125", "-1E125", "-1000", "-999.99", "-100", "-99")]
    [InlineData("-2", "-1.5", "-1.0001", "-1", "-0.5", "-0.0001", "-1E-130", "0", "1E-130", "0.0001", "0.5", "1")]
    [InlineData("1", "1.0001", "1.001", "1.01", "1.1", "1.5", "2", "9", "9.9", "10", "10.0001", "99", "100", "101")]
    [InlineData("100", "1000", "1E20", "1.00000000000000000001E20", "1E125", "9.9999999999999999999999999999999999999E125")]
    [InlineData("-1.01", "-1.00000000000000000000000000000000001", "-1", "-0.99999999999999999999999999999999999999")]
    public void Numbers_sort_by_value(params string[] ascending) =>
        AssertAscending([.. ascending.Select(Number)]);

    [Theory]
    [MemberData(nameof(Seeds.Of), 20, MemberType = typeof(Seeds))]
    public void Random_numbers_sort_by_value(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var a = RandomNumber(random);
            var b = random.Next(4) > 0 ? Near(random, a) : RandomNumber(random);
            var expected = Math.Sign(Value(a).CompareTo(Value(b)));
            var actual = Math.Sign(Number(a).AsSpan().SequenceCompareTo(Number(b)));
            Assert.True(expected == actual, $"{a} and {b} compare as {expected}; their encodings as {actual}");
        }
    }

    [Theory]
    [InlineData("1", "1.0", "01", "1E0", "10E-1", "0.1e1")]
    [InlineData("0", "-0", "0.000", "0E100")]
    [InlineData("-12300", "-123E2", "-12300.00")]
    public void Equal_numbers_have_one_encoding(params string[] same) =>
        Assert.Single(same.Select(text => Convert.ToHexString(Number(text))).Distinct());

    [Theory]
    [InlineData("", "a", "aa", "ab", "b", "z", "é", "€", "\uffff", "😀")]
    [InlineData("A", "B", "a", "a ", "a!", "a0")]
    public void Strings_sort_by_their_utf8_bytes(params string[] ascending) =>
        AssertAscending([.. ascending.Select(text => KeyEncoding.Sort(new AttributeValue.S(text)))]);

    [Fact]
    public void Binary_sorts_by_its_bytes_without_sign() =>
        AssertAscending([.. new byte[][] { [], [0], [0, 0], [0, 255], [1], [127], [128], [255], [255, 0], [255, 255] }
            .Select(bytes => KeyEncoding.Sort(new AttributeValue.B(bytes)))]);

    [Fact]
    public void A_partition_is_a_hash_and_the_value()
    {
        var encoded = KeyEncoding.Partition(new AttributeValue.S("abc"));
        Assert.Equal("abc", Encoding.UTF8.GetString(encoded.AsSpan(KeyEncoding.HashBytes)));
        Assert.Equal(encoded, KeyEncoding.Partition(new AttributeValue.S("abc")));
        Assert.NotEqual(encoded[..4], KeyEncoding.Partition(new AttributeValue.S("abd"))[..4]);
        Assert.Empty(KeyEncoding.Of(new AttributeValue.S("abc"), null).Sort);
    }

    [Theory]
    [InlineData("61", "62")]
    [InlineData("61FF", "62")]
    [InlineData("6162FFFF", "6163")]
    [InlineData("00", "01")]
    [InlineData("FF", null)]
    [InlineData("FFFF", null)]
    [InlineData("", null)]
    public void After_a_prefix_comes_the_first_value_that_does_not_begin_with_it(string prefix, string? after) =>
        Assert.Equal(after, KeyEncoding.AfterPrefix(Convert.FromHexString(prefix)) is { } bytes
            ? Convert.ToHexString(bytes)
            : null);

    [Theory]
    [MemberData(nameof(Seeds.Of), 20, MemberType = typeof(Seeds))]
    public void Keys_are_decoded_as_they_were(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var number = new AttributeValue.N(AttributeNumber.Parse(i == 0 ? "0" : RandomNumber(random)));
            var binary = new byte[random.Next(1, 9)];
            random.NextBytes(binary);
            var text = new AttributeValue.S($"é{i}");
            AssertDecoded(KeyType.N, number, KeyType.S, text);
            AssertDecoded(KeyType.S, text, KeyType.N, number);
            AssertDecoded(KeyType.B, new AttributeValue.B(binary), KeyType.B, new AttributeValue.B(binary));
        }
    }

    [Theory]
    [InlineData("-9.9999999999999999999999999999999999999E125")]
    [InlineData("9.9999999999999999999999999999999999999E125")]
    [InlineData("1E-130")]
    [InlineData("-1E-130")]
    [InlineData("100")]
    public void The_largest_and_the_smallest_numbers_are_decoded(string number) => AssertDecoded(
        KeyType.N, new AttributeValue.N(AttributeNumber.Parse(number)), KeyType.S, new AttributeValue.S("x"));

    static void AssertDecoded(KeyType type, AttributeValue partition, KeyType sortType, AttributeValue sort) => Assert.Equal(
        Text(partition) + Text(sort),
        string.Concat(KeyDecoding.Of(
            new(new("p", type), new("s", sortType)), KeyEncoding.Of(partition, sort)).Values.Select(Text)));

    static string Text(AttributeValue value) =>
        Encoding.UTF8.GetString(AttributeJson.Canonical(new() { ["v"] = value }));

    static void AssertAscending(IReadOnlyList<byte[]> encoded)
    {
        for (var i = 1; i < encoded.Count; i++)
        {
            Assert.True(
                encoded[i - 1].AsSpan().SequenceCompareTo(encoded[i]) < 0,
                $"{Convert.ToHexString(encoded[i - 1])} is not below {Convert.ToHexString(encoded[i])} (place {i})");
        }
    }

    static byte[] Number(string text) => KeyEncoding.Sort(new AttributeValue.N(AttributeNumber.Parse(text)));

    // Many zeros, so that pairs of digits are often 00, and lengths differ behind a common beginning.
    static string RandomNumber(Random random)
    {
        var digits = new StringBuilder(random.Next(1, 38));
        digits.Append((char)('1' + random.Next(9)));
        while (digits.Length < digits.Capacity)
        {
            digits.Append(random.Next(2) == 0 ? '0' : (char)('0' + random.Next(10)));
        }

        var exponent = random.Next(3) == 0 ? random.Next(-80, 80) : random.Next(-3, 3);
        return string.Create(
            CultureInfo.InvariantCulture, $"{(random.Next(2) == 0 ? "-" : "")}{digits}E{exponent}");
    }

    static string Near(Random random, string number)
    {
        var exponentAt = number.IndexOf('E', StringComparison.Ordinal);
        var digits = number[..exponentAt].TrimStart('-');
        var kept = digits[..random.Next(1, digits.Length + 1)];
        var more = Math.Min(38 - kept.Length, random.Next(0, 6));
        var zeros = digits.Length - kept.Length - more;
        var longer = kept + string.Concat(Enumerable.Range(0, more).Select(_ => random.Next(3) == 0 ? '7' : '0'));
        var exponent = int.Parse(number[(exponentAt + 1)..], CultureInfo.InvariantCulture) + zeros;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(number[0] == '-' ? "-" : "")}{longer}E{exponent}");
    }

    static BigInteger Value(string number)
    {
        var parts = number.Split('E');
        return BigInteger.Parse(parts[0], CultureInfo.InvariantCulture)
            * BigInteger.Pow(10, int.Parse(parts[1], CultureInfo.InvariantCulture) + 130);
    }
}
