using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// What <see cref="KeyEncoding"/> has made, back as values: for people, where there is no item to ask.
/// </summary>
static class KeyDecoding
{
    /// <summary>The key's attributes by name.</summary>
    public static Dictionary<string, AttributeValue> Of(KeySchema keys, ItemKey key)
    {
        var attributes = new Dictionary<string, AttributeValue>(2)
        {
            [keys.Partition.Name] = Value(keys.Partition.Type, key.Partition.AsSpan(KeyEncoding.HashBytes)),
        };
        if (keys.Sort is { } sort)
        {
            attributes[sort.Name] = Value(sort.Type, key.Sort);
        }

        return attributes;
    }

    static AttributeValue Value(KeyType type, ReadOnlySpan<byte> encoded) => type switch
    {
        KeyType.S => new AttributeValue.S(Encoding.UTF8.GetString(encoded)),
        KeyType.B => new AttributeValue.B(encoded.ToArray()),
        KeyType.N => new AttributeValue.N(Number(encoded)),
        _ => throw new InvariantException("a key is a string, a number or binary"),
    };

    static AttributeNumber Number(ReadOnlySpan<byte> encoded)
    {
        if (encoded[0] == KeyEncoding.Zero)
        {
            return AttributeNumber.Parse("0");
        }

        var isNegative = encoded[0] == KeyEncoding.Negative;
        Span<byte> plain = stackalloc byte[encoded.Length - 1 - (isNegative ? 1 : 0)];
        encoded.Slice(1, plain.Length).CopyTo(plain);
        if (isNegative)
        {
            foreach (ref var part in plain)
            {
                part = (byte)~part;
            }
        }

        var text = new StringBuilder(isNegative ? "-0." : "0.");
        foreach (var pair in plain[2..])
        {
            text.Append(CultureInfo.InvariantCulture, $"{pair - 1:00}");
        }

        // The first digit stands for the exponent itself, and here behind the point.
        var exponent = BinaryPrimitives.ReadUInt16BigEndian(plain) - KeyEncoding.ExponentBias + 1;
        return AttributeNumber.Parse(text.Append(CultureInfo.InvariantCulture, $"E{exponent}").ToString());
    }
}
