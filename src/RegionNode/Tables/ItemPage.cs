using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What a page of a query or scan takes of the items that it visits.</summary>
sealed record PageRules
{
    public Condition? Filter { get; init; }

    public Projection? Projection { get; init; }

    /// <summary>Visited items, not those that pass the filter.</summary>
    public long? Limit { get; init; }

    public bool CountsOnly { get; init; }
}

/// <summary>
/// One page of a query or scan while it is read. A page ends with the item that reaches the limit or 1 MB; both
/// count before the filter, and both leave a key to go on from even where nothing follows.
/// </summary>
sealed class ItemPage(KeySchema keys, PageRules rules, Utf8JsonWriter items, IndexReading? index = null)
{
    // What fetching the items for an index costs: as many reads, each by the begun unit.
    double fetchedUnits;

    public int Count { get; private set; }

    public int ScannedCount { get; private set; }

    /// <summary>Bytes of the items visited, or of what the index has of them.</summary>
    public long Size { get; private set; }

    /// <summary>Where the next page goes on; null when the last item was visited.</summary>
    public Dictionary<string, AttributeValue>? LastKey { get; private set; }

    public bool Visit(
        ReadOnlySpan<byte> partition, ReadOnlySpan<byte> sort, ReadOnlySpan<byte> json, int size)
    {
        ScannedCount++;
        Size += size;
        Take(json);
        if (ScannedCount != rules.Limit && Size < Limits.PageBytesMax)
        {
            return true;
        }

        var item = AttributeJson.ReadItem(json);
        LastKey = index is null ? keys.Only(item) : index.KeyOf(item);
        return false;
    }

    /// <summary>An entry of an index, with its item.</summary>
    public bool VisitEntry(ReadOnlySpan<byte> json, int size, int itemSize)
    {
        if (index!.FetchesItems)
        {
            fetchedUnits += Capacity.OfRead(itemSize, isConsistent: true);
        }

        return Visit([], [], json, size);
    }

    /// <summary>What reading the page cost the table, and the index where it is one of an index.</summary>
    public CapacityUse Use(bool isConsistent)
    {
        var units = Capacity.OfRead(Size, isConsistent);
        if (index is null)
        {
            return new CapacityUse { Table = units };
        }

        var use = new CapacityUse { Table = fetchedUnits * (isConsistent ? 1 : 0.5) };
        use.Add(index.Index.Definition, units);
        return use;
    }

    void Take(ReadOnlySpan<byte> json)
    {
        var isWhole = index is not { HasLessThanItems: true };
        if (rules.Filter is null && rules.Projection is null && isWhole)
        {
            Count++;
            if (!rules.CountsOnly)
            {
                items.WriteRawValue(json, skipInputValidation: true);
            }

            return;
        }

        var item = AttributeJson.ReadItem(json);
        item = isWhole ? item : index!.Of(item);
        if (rules.Filter?.Holds(item) == false)
        {
            return;
        }

        Count++;
        if (rules.CountsOnly)
        {
            return;
        }

        if (rules.Projection is { } projection)
        {
            AttributeJson.WriteItem(items, projection.Of(item));
        }
        else if (isWhole)
        {
            items.WriteRawValue(json, skipInputValidation: true);
        }
        else
        {
            AttributeJson.WriteItem(items, item);
        }
    }
}
