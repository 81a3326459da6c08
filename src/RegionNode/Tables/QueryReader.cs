using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Reads pages: of one partition key's items, or of a whole table or index.</summary>
static class QueryReader
{
    public static ItemPage Query(
        ItemStore store, TableEntry table, in KeyRange range, PageRules rules, Utf8JsonWriter items)
    {
        var page = new ItemPage(table.Definition.Keys, rules, items);
        if (!range.IsEmpty)
        {
            store.Query(table, range.Partition, range.Sort, range.IsForward, page.Visit);
        }

        return page;
    }

    public static ItemPage Query(
        ItemStore store, IndexReading index, in KeyRange range, IndexPosition? after, PageRules rules,
        Utf8JsonWriter items)
    {
        var page = new ItemPage(index.Table.Definition.Keys, rules, items, index);
        if (!range.IsEmpty)
        {
            store.Indexes.Query(index.Index, range.Partition, range.Sort, after, range.IsForward, page.VisitEntry);
        }

        return page;
    }

    public static ItemPage Scan(
        ItemStore store, IndexReading index, IndexPosition? after, in ScanRange range, PageRules rules,
        Utf8JsonWriter items)
    {
        var page = new ItemPage(index.Table.Definition.Keys, rules, items, index);
        store.Indexes.Scan(index.Index, after, range.Segment, range.TotalSegments, page.VisitEntry);
        return page;
    }

    public static ItemPage Scan(
        ItemStore store, TableEntry table, in ScanRange range, PageRules rules, Utf8JsonWriter items)
    {
        var page = new ItemPage(table.Definition.Keys, rules, items);
        store.Scan(table, range.After, range.Segment, range.TotalSegments, page.Visit);
        return page;
    }
}

/// <param name="After">The key that the last page ended with.</param>
readonly record struct ScanRange(ItemKey? After, int Segment, int TotalSegments);
