namespace GlobalTables.RegionNode.Model;

/// <summary>One DynamoDB value: a closed union. Values are immutable by convention once they are built.</summary>
abstract record AttributeValue
{
    AttributeValue()
    {
    }

    internal sealed record S(string Value) : AttributeValue;

    internal sealed record N(AttributeNumber Value) : AttributeValue;

    internal sealed record B(byte[] Value) : AttributeValue;

    internal sealed record Bool(bool Value) : AttributeValue;

    internal sealed record Null : AttributeValue;

    internal sealed record M(Dictionary<string, AttributeValue> Value) : AttributeValue;

    internal sealed record L(List<AttributeValue> Value) : AttributeValue;

    internal sealed record StringSet(List<string> Value) : AttributeValue;

    internal sealed record NumberSet(List<AttributeNumber> Value) : AttributeValue;

    internal sealed record BinarySet(List<byte[]> Value) : AttributeValue;
}
