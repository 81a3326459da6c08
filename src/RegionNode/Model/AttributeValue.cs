namespace GlobalTables.RegionNode.Model;

/// <summary>
/// One DynamoDB value: a closed union. Values are immutable by convention once they are built. They are equal
/// as DynamoDB compares them: maps by key, lists by order, sets without order, numbers by value.
/// </summary>
abstract record AttributeValue
{
    AttributeValue()
    {
    }

    /// <summary>The type's name on the wire.</summary>
    public abstract string TypeName { get; }

    /// <summary>True when DynamoDB's <c>=</c> holds.</summary>
    public static bool Same(AttributeValue a, AttributeValue b) => a.Equals(b);

    internal sealed record S(string Value) : AttributeValue
    {
        public override string TypeName => "S";
    }

    internal sealed record N(AttributeNumber Value) : AttributeValue
    {
        public override string TypeName => "N";
    }

    internal sealed record B(byte[] Value) : AttributeValue
    {
        public override string TypeName => "B";

        public bool Equals(B? other) => other is not null && Value.AsSpan().SequenceEqual(other.Value);

        public override int GetHashCode() => SameBytes.Instance.GetHashCode(Value);
    }

    internal sealed record Bool(bool Value) : AttributeValue
    {
        public override string TypeName => "BOOL";
    }

    internal sealed record Null : AttributeValue
    {
        public override string TypeName => "NULL";
    }

    internal sealed record M(Dictionary<string, AttributeValue> Value) : AttributeValue
    {
        public override string TypeName => "M";

        public bool Equals(M? other)
        {
            if (other is null || other.Value.Count != Value.Count)
            {
                return false;
            }

            foreach (var (name, value) in Value)
            {
                if (!other.Value.TryGetValue(name, out var others) || !value.Equals(others))
                {
                    return false;
                }
            }

            return true;
        }

        public override int GetHashCode() => Value.Count;
    }

    internal sealed record L(List<AttributeValue> Value) : AttributeValue
    {
        public override string TypeName => "L";

        public bool Equals(L? other)
        {
            if (other is null || other.Value.Count != Value.Count)
            {
                return false;
            }

            for (var index = 0; index < Value.Count; index++)
            {
                if (!Value[index].Equals(other.Value[index]))
                {
                    return false;
                }
            }

            return true;
        }

        public override int GetHashCode() => Value.Count;
    }

    internal sealed record StringSet(List<string> Value) : AttributeValue
    {
        public override string TypeName => "SS";

        public bool Equals(StringSet? other) =>
            other is not null && SetOperations.Same(Value, other.Value, StringComparer.Ordinal);

        public override int GetHashCode() => Value.Count;
    }

    internal sealed record NumberSet(List<AttributeNumber> Value) : AttributeValue
    {
        public override string TypeName => "NS";

        public bool Equals(NumberSet? other) =>
            other is not null && SetOperations.Same(Value, other.Value, EqualityComparer<AttributeNumber>.Default);

        public override int GetHashCode() => Value.Count;
    }

    internal sealed record BinarySet(List<byte[]> Value) : AttributeValue
    {
        public override string TypeName => "BS";

        public bool Equals(BinarySet? other) =>
            other is not null && SetOperations.Same(Value, other.Value, SameBytes.Instance);

        public override int GetHashCode() => Value.Count;
    }
}
