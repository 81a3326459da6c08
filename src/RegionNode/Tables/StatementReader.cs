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
/// <param name="Units">Each range costs what a query of it costs.</param>
readonly record struct StatementPage(StatementCursor? Next, double Units);

/// <summary>Reads a page of a SELECT: from as many of its ranges as the limit and 1 MB allow.</summary>
static class StatementReader
{
    public static StatementPage Read(
        ItemStore store,
        TableEntry table,
        StatementPlan plan,
        StatementCursor from,
        (long? Limit, Projection? Projection, bool IsConsistent) asked,
        Utf8JsonWriter items)
    {
        var rules = new PageRules { Limit = asked.Limit, Projection = asked.Projection };
        if (plan.Ranges is not { } ranges)
        {
            var range = new ScanRange(KeyOf(table, from.After), 0, 1);
            var page = QueryReader.Scan(store, table, range, rules with { Filter = plan.ScanFilter }, items);
            return new StatementPage(
                page.LastKey is null ? null : new StatementCursor(0, page.LastKey),
                Capacity.OfRead(page.Size, asked.IsConsistent));
        }

        var units = 0.0;
        var size = 0L;
        var after = from.After;
        for (var at = from.Range; at < ranges.Count; at++)
        {
            var range = KeyOf(table, after) is { } key ? ranges[at].Range.After(key) : ranges[at].Range;
            var page = QueryReader.Query(store, table, range, rules with { Filter = ranges[at].Filter }, items);
            rules = rules with { Limit = rules.Limit - page.ScannedCount };
            units += Capacity.OfRead(page.Size, asked.IsConsistent);
            size += page.Size;
            if (page.LastKey is not null)
            {
                return new StatementPage(new StatementCursor(at, page.LastKey), units);
            }

            after = null;
            if (size >= Limits.PageBytesMax && at + 1 < ranges.Count)
            {
                return new StatementPage(new StatementCursor(at + 1, null), units);
            }
        }

        return new StatementPage(null, units);
    }

    static ItemKey? KeyOf(TableEntry table, Dictionary<string, AttributeValue>? key) =>
        key is null ? null : ItemKeys.Exactly(table, key);
}
