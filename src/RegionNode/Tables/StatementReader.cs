using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Where the next page of a SELECT begins.</summary>
/// <param name="Range">The range to read next; 0 for a scan.</param>
/// <param name="After">The last key that was visited in it; null to begin with its first item.</param>
readonly record struct StatementCursor(int Range, Dictionary<string, AttributeValue>? After);

/// <summary>What reading a page of a SELECT came to.</summary>
/// <param name="Next">Null when the last item was visited.</param>
/// <param name="Use">Each range costs what a query of it costs.</param>
readonly record struct StatementPage(StatementCursor? Next, CapacityUse Use);

/// <summary>Reads a page of a SELECT: from as many of its ranges as the limit and 1 MB allow.</summary>
static class StatementReader
{
    /// <param name="store">Where it is read.</param>
    /// <param name="table">What is read.</param>
    /// <param name="index">How its index is read; null for the table itself.</param>
    /// <param name="plan">In which ranges, or by a scan.</param>
    /// <param name="from">Where the page begins.</param>
    /// <param name="asked">What else the request says.</param>
    /// <param name="items">Takes the items.</param>
    public static StatementPage Read(
        ItemStore store,
        TableEntry table,
        IndexReading? index,
        StatementPlan plan,
        StatementCursor from,
        (long? Limit, Projection? Projection, bool IsConsistent) asked,
        Utf8JsonWriter items)
    {
        var rules = new PageRules { Limit = asked.Limit, Projection = asked.Projection };
        if (plan.Ranges is not { } ranges)
        {
            var page = Scan(from.After, rules with { Filter = plan.ScanFilter });
            return new StatementPage(
                page.LastKey is null ? null : new StatementCursor(0, page.LastKey), page.Use(asked.IsConsistent));
        }

        var use = new CapacityUse();
        var size = 0L;
        var after = from.After;
        for (var at = from.Range; at < ranges.Count; at++)
        {
            var page = Query(ranges[at].Range, after, rules with { Filter = ranges[at].Filter });
            rules = rules with { Limit = rules.Limit - page.ScannedCount };
            use = use.With(page.Use(asked.IsConsistent));
            size += page.Size;
            if (page.LastKey is not null)
            {
                return new StatementPage(new StatementCursor(at, page.LastKey), use);
            }

            after = null;
            if (size >= Limits.PageBytesMax && at + 1 < ranges.Count)
            {
                return new StatementPage(new StatementCursor(at + 1, null), use);
            }
        }

        return new StatementPage(null, use);

        ItemPage Scan(Dictionary<string, AttributeValue>? last, PageRules of) => index is null
            ? QueryReader.Scan(store, table, new ScanRange(KeyOf(table, last), 0, 1), of, items)
            : QueryReader.Scan(store, index, PositionOf(index, last), new ScanRange(null, 0, 1), of, items);

        ItemPage Query(in KeyRange range, Dictionary<string, AttributeValue>? last, PageRules of) => index is null
            ? QueryReader.Query(store, table, KeyOf(table, last) is { } key ? range.After(key) : range, of, items)
            : QueryReader.Query(store, index, range, PositionOf(index, last), of, items);
    }

    static ItemKey? KeyOf(TableEntry table, Dictionary<string, AttributeValue>? key) =>
        key is null ? null : ItemKeys.Exactly(table, key);

    static IndexPosition? PositionOf(IndexReading index, Dictionary<string, AttributeValue>? key) =>
        key is null ? null : index.PositionOf(key);
}
