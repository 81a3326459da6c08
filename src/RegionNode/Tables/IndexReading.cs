using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What a query or scan of an index takes of it, and whether that is enough.</summary>
/// <param name="FetchesItems">
/// More is asked for than the index has: the items are read from the table too, which a local index allows.
/// </param>
sealed record IndexReading(TableEntry Table, TableIndex Index, bool FetchesItems)
{
    public bool HasLessThanItems => !FetchesItems && Index.Definition.Projection != ProjectionKind.All;

    /// <summary>The attributes of one of these that the index does not have.</summary>
    public static List<string> Missing(TableEntry table, TableIndex index, IEnumerable<string>? attributes) =>
        attributes is null ? [] : [.. attributes.Distinct()
            .Where(attribute => !index.Definition.Projects(table.Definition.Keys, attribute))];

    public Dictionary<string, AttributeValue> Of(Dictionary<string, AttributeValue> item) =>
        Index.Definition.Of(Table.Definition.Keys, item);

    /// <summary>Where the next page goes on: the index's keys and the table's.</summary>
    public Dictionary<string, AttributeValue> KeyOf(Dictionary<string, AttributeValue> item)
    {
        var key = Table.Definition.Keys.Only(item);
        foreach (var attribute in Index.Definition.Keys().All)
        {
            key[attribute.Name] = item[attribute.Name];
        }

        return key;
    }
}
