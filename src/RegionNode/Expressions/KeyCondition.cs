using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>What a Query asks of the sort key.</summary>
abstract record SortKeyCondition
{
    SortKeyCondition()
    {
    }

    /// <summary>The sort key on the left; the comparator is never NotEqual.</summary>
    internal sealed record Compare(Comparator Comparator, AttributeValue Value) : SortKeyCondition;

    /// <summary>Both bounds belong to it.</summary>
    internal sealed record Between(AttributeValue Lower, AttributeValue Upper) : SortKeyCondition;

    internal sealed record BeginsWith(AttributeValue Prefix) : SortKeyCondition;

    /// <summary>What no order of keys can answer: told only where it is known to be about a key.</summary>
    internal sealed record NotIndexable : SortKeyCondition;
}

/// <summary>A KeyConditionExpression with its names and values.</summary>
/// <param name="Partition">The one partition key to look under.</param>
/// <param name="Sort">Null for all sort keys.</param>
sealed record KeyCondition(AttributeValue Partition, SortKeyCondition? Sort)
{
    public const string ParameterName = "KeyConditionExpression";

    static readonly ExpressionCache<Syntax<ConditionSyntax>> Cache =
        new(Limits.ExpressionCacheMax, ConditionParser.Parse);

    /// <exception cref="DynamoException">The expression is not valid, or no condition on these keys.</exception>
    public static KeyCondition Parse(string text, Substitutions substitutions, KeySchema keys)
    {
        var syntax = Cache.Get(text, ParameterName);
        var bindings = ConditionBinding.Bind(syntax, substitutions, ParameterName);
        return From(KeyConditionReader.Read(syntax.Root, bindings), keys);
    }

    /// <summary>The condition on the keys that these conditions on attributes make.</summary>
    public static KeyCondition From(Dictionary<string, SortKeyCondition> conditions, KeySchema keys)
    {
        var keyCount = keys.Sort is null ? 1 : 2;
        if (conditions.Count > keyCount)
        {
            throw DynamoException.Validation($"The number of query conditions ({conditions.Count}) exceeds the number "
                + $"of key attributes defined in the schema ({keyCount})");
        }

        if (!conditions.TryGetValue(keys.Partition.Name, out var partition))
        {
            throw Missed(keys.Partition.Name);
        }

        ThrowIfMismatched(partition, keys.Partition);
        if (partition is not SortKeyCondition.Compare { Comparator: Comparator.Equal, Value: var partitionValue })
        {
            throw NotSupported();
        }

        if (keys.Sort is null || !conditions.TryGetValue(keys.Sort.Name, out var sort))
        {
            return conditions.Count == 1 ? new KeyCondition(partitionValue, null) : throw Missed(keys.Sort!.Name);
        }

        ThrowIfMismatched(sort, keys.Sort);
        return new KeyCondition(partitionValue, sort);
    }

    static void ThrowIfMismatched(SortKeyCondition condition, KeyAttribute attribute)
    {
        switch (condition)
        {
            case SortKeyCondition.Compare compare:
                ThrowIfMismatched(compare.Value, attribute);
                ThrowIfEmpty(compare.Value, attribute);
                break;
            case SortKeyCondition.Between between:
                ThrowIfMismatched(between.Lower, attribute);
                ThrowIfMismatched(between.Upper, attribute);
                ThrowIfEmpty(between.Lower, attribute);
                ThrowIfEmpty(between.Upper, attribute);
                break;
            case SortKeyCondition.BeginsWith prefix:
                ThrowIfMismatched(prefix.Prefix, attribute);
                break;
            case SortKeyCondition.NotIndexable:
                throw DynamoException.Validation(
                    "Attempted conditional constraint is not an indexable operation");
        }
    }

    static void ThrowIfMismatched(AttributeValue value, KeyAttribute attribute)
    {
        if (!attribute.Fits(value))
        {
            throw DynamoException.Validation("One or more parameter values were invalid: "
                + "Condition parameter type does not match schema type");
        }
    }

    static void ThrowIfEmpty(AttributeValue value, KeyAttribute attribute) =>
        attribute.ThrowIfEmpty(value, "One or more parameter values are not valid.");

    static DynamoException Missed(string attribute) =>
        DynamoException.Validation($"Query condition missed key schema element: {attribute}");

    static DynamoException NotSupported() => DynamoException.Validation("Query key condition not supported");
}
