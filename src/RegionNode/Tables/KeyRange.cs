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

    /// <summary>The range behind the key that the last page ended with.</summary>
    /// <exception cref="DynamoException">The key is not one that this query could have ended with.</exception>
    public KeyRange After(in ItemKey last)
    {
        if (!Partition.AsSpan().SequenceEqual(last.Partition))
        {
            throw DynamoException.Validation(
                "The provided starting key is outside query boundaries based on provided conditions");
        }

        if (!Contains(last.Sort))
        {
            throw DynamoException.Validation("The provided starting key does not match the range key predicate");
        }

        return this with
        {
            Sort = IsForward
                ? Sort with { From = last.Sort, IncludesFrom = false }
                : Sort with { To = last.Sort, IncludesTo = false },
        };
    }

    bool Contains(ReadOnlySpan<byte> sort)
    {
        var afterFrom = Sort.From is { } from ? sort.SequenceCompareTo(from) : 1;
        var beforeTo = Sort.To is { } to ? -sort.SequenceCompareTo(to) : 1;
        return (afterFrom > 0 || (afterFrom == 0 && Sort.IncludesFrom))
            && (beforeTo > 0 || (beforeTo == 0 && Sort.IncludesTo));
    }
}
