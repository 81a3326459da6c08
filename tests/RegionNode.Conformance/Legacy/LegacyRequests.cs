namespace GlobalTables.RegionNode.Conformance.Legacy;

/// <summary>Values and conditions as short texts.</summary>
static class LegacyRequests
{
    /// <summary>Values with a blank between them, each its type and what it is: <c>N:1 S:a NS:1,2</c>.</summary>
    public static List<AttributeValue> Values(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Value)];

    public static Condition Condition(string comparison, string values) => new()
    {
        ComparisonOperator = comparison,
        AttributeValueList = Values(values) is { Count: > 0 } list ? list : null,
    };

    static AttributeValue Value(string text) => text.Split(':') switch
    {
        ["S", var value] => S(value),
        ["N", var value] => N(value),
        ["SS", var value] => SS(value.Split(',')),
        ["NS", var value] => NS(value.Split(',')),
        ["BOOL", var value] => Bool(bool.Parse(value)),
        ["L", var value] => L([.. value.Split(',').Select(S)]),
        _ => throw new ArgumentException(text),
    };
}
