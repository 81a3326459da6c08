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
    /// <summary>Of an index with several HASH attributes: the values of those after the first.</summary>
    public IReadOnlyList<AttributeValue> MorePartitions { get; init; } = [];

    /// <summary>Of an index with several RANGE attributes: the values of those before the last one named.</summary>
    public IReadOnlyList<AttributeValue> SortsBefore { get; init; } = [];

    /// <summary>The index has several RANGE attributes, whatever the condition says of them.</summary>
    public bool HasSeveralSorts { get; init; }

    public const string ParameterName = "KeyConditionExpression";

    static readonly ExpressionCache<Syntax<ConditionSyntax>> Cache =
        new(Limits.ExpressionCacheMax, ConditionParser.Parse);

    /// <exception cref="DynamoException">The expression is not valid, or no condition on these keys.</exception>
    public static KeyCondition Parse(string text, Substitutions substitutions, KeySchema keys) =>
        Parse(text, substitutions, keys.Queried());

    /// <exception cref="DynamoException">The expression is not valid, or no condition on these keys.</exception>
    public static KeyCondition Parse(string text, Substitutions substitutions, in QueryKeys keys)
    {
        var syntax = Cache.Get(text, ParameterName);
        var bindings = ConditionBinding.Bind(syntax, substitutions, ParameterName);
        return From(KeyConditionReader.Read(syntax.Root, bindings), keys);
    }

    /// <summary>The condition on the keys that these conditions on attributes make.</summary>
    public static KeyCondition From(Dictionary<string, SortKeyCondition> conditions, in QueryKeys keys)
    {
        if (conditions.Count > keys.Count)
        {
            throw DynamoException.Validation($"The number of query conditions ({conditions.Count}) exceeds the number "
                + $"of key attributes defined in the schema ({keys.Count})");
        }

        var partitions = new List<AttributeValue>(keys.Hash.Count);
        foreach (var hash in keys.Hash)
        {
            partitions.Add(Equal(conditions, hash));
        }

        var (before, sort) = SortsOf(conditions, keys);
        return new KeyCondition(partitions[0], sort)
        {
            MorePartitions = partitions.Count == 1 ? [] : partitions[1..],
            SortsBefore = before,
            HasSeveralSorts = keys.Range.Count > 1,
        };
    }

    static AttributeValue Equal(Dictionary<string, SortKeyCondition> conditions, KeyAttribute hash)
    {
        if (!conditions.TryGetValue(hash.Name, out var condition))
        {
            throw Missed(hash.Name);
        }

        ThrowIfMismatched(condition, hash);
        return condition is SortKeyCondition.Compare { Comparator: Comparator.Equal, Value: var value }
            ? value
            : throw NotSupported();
    }

    // RANGE attributes are named from the first on, and only the last one named may have more than =.
    static (List<AttributeValue> Before, SortKeyCondition? Last) SortsOf(
        Dictionary<string, SortKeyCondition> conditions, in QueryKeys keys)
    {
        var named = conditions.Count - keys.Hash.Count;
        var sorts = keys.Range.Select(range => conditions.GetValueOrDefault(range.Name)).ToList();
        if (sorts.Count(sort => sort is not null) != named)
        {
            throw Missed(keys.Range[sorts.IndexOf(null)].Name);
        }

        var last = sorts.FindLastIndex(sort => sort is not null);
        var before = new List<AttributeValue>();
        var unequal = new List<string>();
        for (var at = 0; at <= last; at++)
        {
            if (sorts[at] is { } condition)
            {
                ThrowIfMismatched(condition, keys.Range[at]);
            }

            if (at == last)
            {
                break;
            }

            if (sorts[at] is SortKeyCondition.Compare { Comparator: Comparator.Equal, Value: var value })
            {
                before.Add(value);
            }
            else
            {
                unequal.Add(keys.Range[at].Name);
            }
        }

        return unequal.Count == 0
            ? (before, last < 0 ? null : sorts[last])
            : throw DynamoException.Validation(
                $"RANGE key attributes {string.Join(", ", unequal)} must have equality conditions specified in the "
                + $"query because a condition is present on key attribute {keys.Range[last].Name}");
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
