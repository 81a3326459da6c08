namespace GlobalTables.RegionNode.Model;

enum IndexKind
{
    /// <summary>Another order of the items of each partition key; made with the table, and read consistently.</summary>
    Local,

    /// <summary>Keys of its own; made and removed at any time.</summary>
    Global,
}

enum ProjectionKind
{
    All,
    KeysOnly,
    Include,
}

/// <summary>What a secondary index is, apart from how far it is built.</summary>
sealed record IndexDefinition
{
    public required string Name { get; init; }

    public required IndexKind Kind { get; init; }

    public required EqualList<KeyAttribute> Hash { get; init; }

    /// <summary>Empty where the index has no sort key.</summary>
    public required EqualList<KeyAttribute> Range { get; init; }

    public required ProjectionKind Projection { get; init; }

    /// <summary>What the index has beside the keys; given with <see cref="ProjectionKind.Include"/>.</summary>
    public EqualList<string> NonKeyAttributes { get; init => field = value ?? []; } = [];

    /// <summary>Of a global index of a provisioned table; else zero units.</summary>
    public Throughput Throughput { get; init; }

    public QueryKeys Keys() => new(Hash, Range);

    /// <summary>Whether the index itself has the attribute.</summary>
    public bool Projects(KeySchema table, string attribute) =>
        Projection == ProjectionKind.All
        || table.Has(attribute)
        || Keys().Has(attribute)
        || NonKeyAttributes.Contains(attribute);

    /// <summary>What the index has of the item; the item itself where that is all of it.</summary>
    public Dictionary<string, AttributeValue> Of(KeySchema table, Dictionary<string, AttributeValue> item)
    {
        if (Projection == ProjectionKind.All)
        {
            return item;
        }

        var projected = new Dictionary<string, AttributeValue>();
        foreach (var (name, value) in item)
        {
            if (Projects(table, name))
            {
                projected.Add(name, value);
            }
        }

        return projected;
    }

    /// <summary>
    /// Whether the item is in the index: it has every key attribute, each of its type, not empty and not too long.
    /// </summary>
    public bool Holds(Dictionary<string, AttributeValue> item) =>
        Fits(Hash, item, Limits.PartitionKeyBytesMax) && Fits(Range, item, Limits.SortKeyBytesMax);

    static bool Fits(EqualList<KeyAttribute> keys, Dictionary<string, AttributeValue> item, int bytesMax)
    {
        var bytes = 0;
        foreach (var key in keys)
        {
            if (!item.TryGetValue(key.Name, out var value) || !key.Fits(value) || KeyAttribute.IsEmpty(value))
            {
                return false;
            }

            bytes += KeyAttribute.BytesOf(value);
        }

        return bytes <= bytesMax;
    }
}
