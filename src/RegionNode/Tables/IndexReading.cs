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

    /// <summary>The place of the entry that has these attributes.</summary>
    /// <param name="index">The index.</param>
    /// <param name="item">The key of the entry's item.</param>
    /// <param name="key">Has the index's key attributes.</param>
    public static IndexPosition PositionOf(TableIndex index, in ItemKey item, Dictionary<string, AttributeValue> key)
    {
        var definition = index.Definition;
        return new(
            definition.Kind == IndexKind.Local ? item.Partition : KeyEncoding.Partition(Values(definition.Hash)),
            KeyEncoding.Sort(Values(definition.Range)),
            item);

        List<AttributeValue> Values(EqualList<KeyAttribute> of) => of.ConvertAll(attribute => key[attribute.Name]);
    }

    /// <summary>The place of the key that a page ended with.</summary>
    public IndexPosition PositionOf(Dictionary<string, AttributeValue> lastKey) =>
        PositionOf(Index, ItemKeys.Exactly(Table, Table.Definition.Keys.Only(lastKey)), lastKey);

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
