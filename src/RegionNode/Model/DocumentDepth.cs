namespace GlobalTables.RegionNode.Model;

/// <summary>How deep values lie in an item: DynamoDB bounds it, and with it every recursion over values.</summary>
static class DocumentDepth
{
    const string Exceeded = "Nesting Levels have exceeded supported limits";

    /// <summary>True when something in the value would lie too deep.</summary>
    /// <param name="value">A value whose own depth is within the bound.</param>
    /// <param name="level">Where it is to be put: 1 for an attribute of the item.</param>
    public static bool IsTooDeep(AttributeValue value, int level) => level > Limits.NestingDepthMax || value switch
    {
        AttributeValue.M map => map.Value.Values.Any(element => IsTooDeep(element, level + 1)),
        AttributeValue.L list => list.Value.Exists(element => IsTooDeep(element, level + 1)),
        _ => false,
    };

    public static DynamoException TooDeep() => DynamoException.Validation(
        $"{Exceeded}: Attributes in the item have nested levels beyond supported limit");

    /// <summary>Of statements the service does not say more.</summary>
    public static DynamoException TooDeepByStatement() => DynamoException.Validation(Exceeded);
}
