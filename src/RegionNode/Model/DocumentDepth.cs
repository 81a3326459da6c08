namespace GlobalTables.RegionNode.Model;

/// <summary>How deep values lie in an item: DynamoDB bounds it, and with it every recursion over values.</summary>
static class DocumentDepth
{
    /// <param name="value">A value whose own depth is within the bound.</param>
    /// <param name="level">Where it is to be put: 1 for an attribute of the item.</param>
    /// <exception cref="DynamoException">Something in the value would lie too deep.</exception>
    public static void ThrowIfTooDeep(AttributeValue value, int level)
    {
        if (level > Limits.NestingDepthMax)
        {
            throw TooDeep();
        }

        switch (value)
        {
            case AttributeValue.M map:
                foreach (var element in map.Value.Values)
                {
                    ThrowIfTooDeep(element, level + 1);
                }

                break;
            case AttributeValue.L list:
                foreach (var element in list.Value)
                {
                    ThrowIfTooDeep(element, level + 1);
                }

                break;
        }
    }

    public static DynamoException TooDeep() => DynamoException.Validation(
        "Nesting Levels have exceeded supported limits: "
        + "Attributes in the item have nested levels beyond supported limit");
}
