using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>One range of one partition that a SELECT reads, and what its items have to pass.</summary>
sealed record StatementRange(AttributeValue Partition, KeyRange Range, Condition? Filter);

/// <summary>
/// How a SELECT is read: range by range where every way in which its WHERE clause can hold has a partition key, else
/// by scanning the table.
/// </summary>
sealed class StatementPlan
{
    StatementPlan(IReadOnlyList<StatementRange>? ranges, Condition? scanFilter)
    {
        Ranges = ranges;
        ScanFilter = scanFilter;
    }

    /// <summary>In the order in which they are read; null for a scan.</summary>
    public IReadOnlyList<StatementRange>? Ranges { get; }

    public Condition? ScanFilter { get; }

    /// <param name="select">The statement.</param>
    /// <param name="bindings">Its paths and values.</param>
    /// <param name="keys">Of the table, or of its index that is read.</param>
    /// <exception cref="DynamoException">The keys cannot be asked for that.</exception>
    public static StatementPlan Of(PartiQlStatement.Select select, Bindings bindings, KeySchema keys)
    {
        CheckOrderBy(select, keys);
        var filter = select.Where is { } where ? Condition.Of(where, bindings) : null;
        filter?.ThrowIfInsideKeys(keys);
        var branches = select.Where is null ? null : KeyBranches.Of(select.Where, bindings, keys);
        if (branches is null)
        {
            return select.OrderBy.Count == 0
                ? new StatementPlan(null, filter)
                : throw DynamoException.Validation("Must have at least one non-optional hash key condition "
                    + "in WHERE clause when using ORDER BY clause.");
        }

        var hash = OrderOf(select, keys.Partition);
        var sort = OrderOf(select, keys.Sort);
        var isForward = select.OrderBy.Count == 0 || sort is { IsDescending: false };
        var partitions = branches.GroupBy(branch => branch.Partition).ToList();
        if (partitions.Count > 1 && select.OrderBy.Count > 0 && hash is null)
        {
            throw DynamoException.Validation("Must have hash key in ORDER BY clause when more than one hash key "
                + "condition specified in WHERE clause.");
        }

        partitions.Sort((one, other) => Comparison.Order(one.Key, other.Key)!.Value);
        if (hash is { IsDescending: true })
        {
            partitions.Reverse();
        }

        var ranges = partitions.SelectMany(partition => RangesOf(partition, bindings, isForward, filter!));
        return new StatementPlan([.. ranges], null);
    }

    /// <summary>The ranges under one partition key. They do not overlap: no item comes twice.</summary>
    static List<StatementRange> RangesOf(
        IGrouping<AttributeValue, KeyBranch> partition, Bindings bindings, bool isForward, Condition whole)
    {
        var ranges = partition.Select(branch => (Branch: branch, Range: RangeOf(branch))).ToList();
        ranges.Sort((one, other) => SortRanges.CompareLower(one.Range, other.Range));
        if (HasOverlap(ranges.ConvertAll(range => range.Range)))
        {
            // Where a sort key is asked not to be something, the service does not look at ranges either.
            return partition.Any(branch => branch.ExcludesSortKeys)
                ? [Under(default, whole)]
                : throw DynamoException.Validation(
                    "Overlapping conditions with range keys are not supported in where clause");
        }

        if (!isForward)
        {
            ranges.Reverse();
        }

        return ranges.ConvertAll(range => Under(
            range.Range,
            WriteTarget.All(range.Branch.Filters) is { } filter ? Condition.Of(filter, bindings) : null));

        StatementRange Under(SortRange sort, Condition? filter) =>
            new(partition.Key, new KeyRange(KeyEncoding.Partition(partition.Key), sort, isForward), filter);
    }

    static SortRange RangeOf(KeyBranch branch)
    {
        var range = default(SortRange);
        foreach (var condition in branch.Sort)
        {
            range = SortRanges.Both(range, KeyRange.SortRangeOf(condition));
        }

        return range;
    }

    /// <param name="ranges">In the order of where they begin.</param>
    static bool HasOverlap(List<SortRange> ranges)
    {
        ranges.RemoveAll(static range => SortRanges.IsEmpty(range));
        for (var i = 1; i < ranges.Count; i++)
        {
            if (SortRanges.Overlap(ranges[i - 1], ranges[i]))
            {
                return true;
            }
        }

        return false;
    }

    static void CheckOrderBy(PartiQlStatement.Select select, KeySchema keys)
    {
        if (select.OrderBy.Count == 0)
        {
            return;
        }

        if (select.Where is null)
        {
            throw DynamoException.Validation("Must have WHERE clause in the statement when using ORDER BY clause.");
        }

        foreach (var term in select.OrderBy)
        {
            if (!keys.Has(term.Attribute))
            {
                throw DynamoException.Validation(
                    $"Attribute {term.Attribute} in ORDER BY clause must be part of the primary key");
            }
        }
    }

    static OrderTerm? OrderOf(PartiQlStatement.Select select, KeyAttribute? key)
    {
        foreach (var term in select.OrderBy)
        {
            if (term.Attribute == key?.Name)
            {
                return term;
            }
        }

        return null;
    }
}
