using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// Bounds on the sort keys of an index with several RANGE attributes: all that begin with the values that are given for
/// the first ones, and lie between bounds of the next.
/// </summary>
static class TupleRange
{
    public static SortRange Of(KeyCondition condition)
    {
        var before = condition.SortsBefore;
        var from = KeyEncoding.Tuple(before);
        var to = KeyEncoding.AfterPrefix(from);
        switch (condition.Sort)
        {
            case null:
                break;
            case SortKeyCondition.Compare { Comparator: var comparator, Value: var value }:
                var at = KeyEncoding.Tuple([.. before, value]);
                var after = KeyEncoding.AfterPrefix(at);
                (from, to) = comparator switch
                {
                    Comparator.Equal => (at, after),
                    Comparator.Less => (from, at),
                    Comparator.LessOrEqual => (from, after),
                    Comparator.Greater => (after ?? at, to),
                    Comparator.GreaterOrEqual => (at, to),
                    _ => throw new InvalidOperationException($"Not a comparator of sort keys: {comparator}"),
                };
                break;
            case SortKeyCondition.Between between:
                from = KeyEncoding.Tuple([.. before, between.Lower]);
                to = KeyEncoding.AfterPrefix(KeyEncoding.Tuple([.. before, between.Upper]));
                break;
            case SortKeyCondition.BeginsWith begins:
                from = KeyEncoding.TuplePrefix(before, begins.Prefix);
                to = KeyEncoding.AfterPrefix(from);
                break;
            default:
                throw new InvalidOperationException($"Not a condition on a sort key: {condition.Sort}");
        }

        return new SortRange(from, true, to, false);
    }
}
