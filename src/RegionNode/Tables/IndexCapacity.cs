using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// What a write costs an index: a write of the entry by its own size where the entry comes, goes or changes in place
/// (then by the larger of both), two where it moves, and nothing where the index does not see the change.
/// </summary>
static class IndexCapacity
{
    public static double OfWrite(
        KeySchema table, IndexDefinition index,
        Dictionary<string, AttributeValue>? before, Dictionary<string, AttributeValue>? after)
    {
        var old = before is not null && index.Holds(before) ? index.Of(table, before) : null;
        var now = after is not null && index.Holds(after) ? index.Of(table, after) : null;
        return (old, now) switch
        {
            (null, null) => 0,
            (null, { } come) => Units(come),
            ({ } gone, null) => Units(gone),
            ({ } was, { } becomes) when HasMoved(index, was, becomes) => Units(was) + Units(becomes),
            ({ } was, { } becomes) when IsSame(was, becomes) => 0,
            ({ } was, { } becomes) => Math.Max(Units(was), Units(becomes)),
        };
    }

    static double Units(Dictionary<string, AttributeValue> entry) => Capacity.OfWrite(0, ItemSize.Of(entry));

    static bool HasMoved(
        IndexDefinition index, Dictionary<string, AttributeValue> was, Dictionary<string, AttributeValue> becomes) =>
        index.Keys().All.Any(key => !was[key.Name].Equals(becomes[key.Name]));

    static bool IsSame(Dictionary<string, AttributeValue> was, Dictionary<string, AttributeValue> becomes) =>
        new AttributeValue.M(was).Equals(new AttributeValue.M(becomes));
}
