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
sealed class ItemPage(KeySchema keys, PageRules rules, Utf8JsonWriter items)
{
    public int Count { get; private set; }

    public int ScannedCount { get; private set; }

    /// <summary>Bytes of the items visited.</summary>
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

        LastKey = keys.Only(AttributeJson.ReadItem(json));
        return false;
    }

    void Take(ReadOnlySpan<byte> json)
    {
        if (rules.Filter is null && rules.Projection is null)
        {
            Count++;
            if (!rules.CountsOnly)
            {
                items.WriteRawValue(json, skipInputValidation: true);
            }

            return;
        }

        var item = AttributeJson.ReadItem(json);
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
        else
        {
            items.WriteRawValue(json, skipInputValidation: true);
        }
    }
}
