using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>The items that a query visits: one partition key, bounds on the sort key, and a direction.</summary>
readonly record struct KeyRange(byte[] Partition, SortRange Sort, bool IsForward)
{
    /// <summary>True when no sort key can lie between the bounds.</summary>
    public bool IsEmpty => Sort is { From: { } from, To: { } to }
        && from.AsSpan().SequenceCompareTo(to) is var order
        && (order > 0 || (order == 0 && !(Sort.IncludesFrom && Sort.IncludesTo)));

    public static KeyRange Of(KeyCondition condition, bool isForward) =>
        new(
            KeyEncoding.Partition([condition.Partition, .. condition.MorePartitions]),
            condition.HasSeveralSorts ? TupleRange.Of(condition) : SortRangeOf(condition.Sort),
            isForward);

    /// <summary>The range behind the key that the last page ended with.</summary>
    /// <exception cref="DynamoException">The key is not one that this query could have ended with.</exception>
    public KeyRange After(in ItemKey last)
    {
        Check(last.Partition, last.Sort);
        return this with
        {
            Sort = IsForward
                ? Sort with { From = last.Sort, IncludesFrom = false }
                : Sort with { To = last.Sort, IncludesTo = false },
        };
    }

    /// <summary>A page of an index ends with an entry, and its key may be that of more.</summary>
    /// <exception cref="DynamoException">The entry is not one that this query could have ended with.</exception>
    public void Check(in IndexPosition last) => Check(last.Partition, last.Sort);

    void Check(byte[] partition, byte[] sort)
    {
        if (!Partition.AsSpan().SequenceEqual(partition))
        {
            throw DynamoException.Validation(
                "The provided starting key is outside query boundaries based on provided conditions");
        }

        if (!Contains(sort))
        {
            throw DynamoException.Validation("The provided starting key does not match the range key predicate");
        }
    }

    public static SortRange SortRangeOf(SortKeyCondition? condition)
    {
        switch (condition)
        {
            case null:
                return default;
            case SortKeyCondition.Compare compare:
                return SortRangeOf(compare.Comparator, KeyEncoding.Sort(compare.Value));
            case SortKeyCondition.Between between:
                return new SortRange(KeyEncoding.Sort(between.Lower), true, KeyEncoding.Sort(between.Upper), true);
            case SortKeyCondition.BeginsWith begins:
                var prefix = KeyEncoding.Sort(begins.Prefix);
                return new SortRange(prefix, true, KeyEncoding.AfterPrefix(prefix), false);
            default:
                throw new InvalidOperationException($"Not a condition on a sort key: {condition}");
        }
    }

    static SortRange SortRangeOf(Comparator comparator, byte[] value) => comparator switch
    {
        Comparator.Equal => new SortRange(value, true, value, true),
        Comparator.Less => new SortRange(null, false, value, false),
        Comparator.LessOrEqual => new SortRange(null, false, value, true),
        Comparator.Greater => new SortRange(value, false, null, false),
        Comparator.GreaterOrEqual => new SortRange(value, true, null, false),
        _ => throw new InvalidOperationException($"Not a comparator of sort keys: {comparator}"),
    };

    bool Contains(ReadOnlySpan<byte> sort)
    {
        var afterFrom = Sort.From is { } from ? sort.SequenceCompareTo(from) : 1;
        var beforeTo = Sort.To is { } to ? -sort.SequenceCompareTo(to) : 1;
        return (afterFrom > 0 || (afterFrom == 0 && Sort.IncludesFrom))
            && (beforeTo > 0 || (beforeTo == 0 && Sort.IncludesTo));
    }
}
