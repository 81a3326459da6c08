using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>What DynamoDB's operators and functions say about values.</summary>
static class Comparison
{
    /// <summary>True for types that have an order.</summary>
    public static bool IsOrdered(string typeName) => typeName is "S" or "N" or "B";

    public static bool Holds(Comparator comparator, AttributeValue? left, AttributeValue? right)
    {
        // What is not there is unequal to everything and in no order.
        if (left is null || right is null)
        {
            return comparator == Comparator.NotEqual;
        }

        return comparator switch
        {
            Comparator.Equal => left.Equals(right),
            Comparator.NotEqual => !left.Equals(right),
            Comparator.Less => Order(left, right) < 0,
            Comparator.LessOrEqual => Order(left, right) <= 0,
            Comparator.Greater => Order(left, right) > 0,
            Comparator.GreaterOrEqual => Order(left, right) >= 0,
            _ => throw new InvalidOperationException($"Not a comparator: {comparator}"),
        };
    }

    /// <summary>Negative, zero or positive; null for values that have no order among each other.</summary>
    public static int? Order(AttributeValue left, AttributeValue right) => (left, right) switch
    {
        (AttributeValue.N a, AttributeValue.N b) => a.Value.CompareTo(b.Value),
        (AttributeValue.S a, AttributeValue.S b) => OrderOfUtf8(a.Value, b.Value),
        (AttributeValue.B a, AttributeValue.B b) => a.Value.AsSpan().SequenceCompareTo(b.Value),
        _ => null,
    };

    public static bool BeginsWith(AttributeValue? value, AttributeValue? prefix) => (value, prefix) switch
    {
        (AttributeValue.S a, AttributeValue.S b) => a.Value.StartsWith(b.Value, StringComparison.Ordinal),
        (AttributeValue.B a, AttributeValue.B b) => a.Value.AsSpan().StartsWith(b.Value),
        _ => false,
    };

    public static bool Contains(AttributeValue? container, AttributeValue? part) => (container, part) switch
    {
        (AttributeValue.S a, AttributeValue.S b) => a.Value.Contains(b.Value, StringComparison.Ordinal),
        (AttributeValue.B a, AttributeValue.B b) => a.Value.AsSpan().IndexOf(b.Value) >= 0,
        (AttributeValue.StringSet a, AttributeValue.S b) => a.Value.Contains(b.Value),
        (AttributeValue.NumberSet a, AttributeValue.N b) => a.Value.Contains(b.Value),
        (AttributeValue.BinarySet a, AttributeValue.B b) =>
            SetOperations.Contains(a.Value, b.Value, SameBytes.Instance),
        (AttributeValue.L a, { } b) => a.Value.Contains(b),
        _ => false,
    };

    /// <summary>
    /// size(): UTF-16 units of a string (seen on the service), bytes of a binary, elements of a collection; null
    /// for other types.
    /// </summary>
    public static AttributeValue? SizeOf(AttributeValue? value)
    {
        int? size = value switch
        {
            AttributeValue.S text => text.Value.Length,
            AttributeValue.B binary => binary.Value.Length,
            AttributeValue.M map => map.Value.Count,
            AttributeValue.L list => list.Value.Count,
            AttributeValue.StringSet set => set.Value.Count,
            AttributeValue.NumberSet set => set.Value.Count,
            AttributeValue.BinarySet set => set.Value.Count,
            _ => null,
        };
        return size is { } known ? new AttributeValue.N(known) : null;
    }

    /// <summary>
    /// DynamoDB orders strings by their UTF-8 bytes. UTF-16 has the same order but for surrogates, which stand
    /// for the highest characters and yet are below U+E000.
    /// </summary>
    static int OrderOfUtf8(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Lifted(left[common]).CompareTo(Lifted(right[common]));
    }

    static int Lifted(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}
