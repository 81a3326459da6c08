using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Key values as bytes whose order is DynamoDB's order of the values: strings by their UTF-8 bytes, binary by
/// its bytes, numbers by value. A partition key has four bytes of a hash before it, so that a scan meets
/// partitions in an order of no meaning, as in DynamoDB, and a segment of a parallel scan is a range.
/// </summary>
/// <remarks>
/// A number is a byte for its sign, two for the exponent of its first digit, and its digits in pairs, a byte
/// from 1 to 100 each; a shorter run of digits is a smaller magnitude. Negative numbers have all of that
/// inverted, and an ending byte above every inverted pair, because there the shorter run is the larger number.
/// Several attributes of one key lie one after the other, each with its end: strings and binary have zero bytes
/// escaped and end in 0, 1; positive numbers end in 0. So no part is the beginning of another one, and their order is
/// that of the first part that differs.
/// </remarks>
static class KeyEncoding
{
    public const int HashBytes = 4;

    public const byte Negative = 1;
    public const byte Zero = 2;
    const byte Positive = 3;
    public const int ExponentBias = 1000;

    public static ItemKey Of(AttributeValue partition, AttributeValue? sort) =>
        new(Partition(partition), sort is null ? [] : Sort(sort));

    /// <summary>The partition's bytes, with the hash before it.</summary>
    public static byte[] Partition(AttributeValue value) => Hashed(Sort(value));

    public static byte[] Sort(AttributeValue value) => value switch
    {
        AttributeValue.S text => Encoding.UTF8.GetBytes(text.Value),
        AttributeValue.B binary => binary.Value,
        AttributeValue.N number => Number(number.Value),
        _ => throw new InvariantException("a key is a string, a number or binary"),
    };

    /// <summary>The partition key that those attributes make.</summary>
    public static byte[] Partition(IReadOnlyList<AttributeValue> values) =>
        values.Count == 1 ? Partition(values[0]) : Hashed(Tuple(values));

    /// <summary>The sort key that those attributes make; empty for none.</summary>
    public static byte[] Sort(IReadOnlyList<AttributeValue> values) =>
        values.Count == 0 ? [] : values.Count == 1 ? Sort(values[0]) : Tuple(values);

    /// <summary>The first attributes of a key of several.</summary>
    public static byte[] Tuple(IReadOnlyList<AttributeValue> values)
    {
        var encoded = new List<byte>();
        foreach (var value in values)
        {
            AddPart(encoded, value);
            EndPart(encoded, value);
        }

        return [.. encoded];
    }

    /// <summary>The beginning of every key of several that begins so, and whose next value begins with that.</summary>
    public static byte[] TuplePrefix(IReadOnlyList<AttributeValue> values, AttributeValue prefix)
    {
        var encoded = new List<byte>(Tuple(values));
        AddPart(encoded, prefix);
        return [.. encoded];
    }

    /// <summary>
    /// The first encoded value above every value that begins with the prefix; null when there is none.
    /// </summary>
    public static byte[]? AfterPrefix(byte[] encodedPrefix)
    {
        var length = encodedPrefix.Length;
        while (length > 0 && encodedPrefix[length - 1] == byte.MaxValue)
        {
            length--;
        }

        if (length == 0)
        {
            return null;
        }

        var after = encodedPrefix[..length];
        after[^1]++;
        return after;
    }

    static byte[] Hashed(byte[] plain)
    {
        var encoded = new byte[HashBytes + plain.Length];
        BinaryPrimitives.WriteUInt32BigEndian(encoded, (uint)(XxHash3.HashToUInt64(plain) >> 32));
        plain.CopyTo(encoded.AsSpan(HashBytes));
        return encoded;
    }

    static void AddPart(List<byte> encoded, AttributeValue value)
    {
        var isNumber = value is AttributeValue.N;
        foreach (var part in Sort(value))
        {
            encoded.Add(part);
            if (part == 0 && !isNumber)
            {
                encoded.Add(byte.MaxValue);
            }
        }
    }

    static void EndPart(List<byte> encoded, AttributeValue value)
    {
        switch (value)
        {
            case AttributeValue.N number when !number.Value.IsNegative && number.Value.Coefficient != 0:
                encoded.Add(0);
                break;
            case AttributeValue.S or AttributeValue.B:
                encoded.Add(0);
                encoded.Add(1);
                break;
        }
    }

    static byte[] Number(AttributeNumber number)
    {
        if (number.Coefficient == 0)
        {
            return [Zero];
        }

        Span<byte> digits = stackalloc byte[40];
        _ = number.Coefficient.TryFormat(digits, out var count, default, null);
        var exponent = number.Exponent + count - 1 + ExponentBias;
        var pairs = (count + 1) / 2;
        var encoded = new byte[3 + pairs + (number.IsNegative ? 1 : 0)];
        encoded[0] = Positive;
        BinaryPrimitives.WriteUInt16BigEndian(encoded.AsSpan(1), (ushort)exponent);
        for (var pair = 0; pair < pairs; pair++)
        {
            var first = digits[2 * pair] - '0';
            var second = (2 * pair) + 1 < count ? digits[(2 * pair) + 1] - '0' : 0;
            encoded[3 + pair] = (byte)((10 * first) + second + 1);
        }

        if (number.IsNegative)
        {
            encoded[0] = Negative;
            for (var i = 1; i < encoded.Length - 1; i++)
            {
                encoded[i] = (byte)~encoded[i];
            }

            encoded[^1] = byte.MaxValue;
        }

        return encoded;
    }
}
