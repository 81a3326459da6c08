namespace GlobalTables.RegionNode.Model;

/// <summary>
/// What a write made through the API must keep for the sake of indexes: an attribute that is a key of one is of its
/// type, not empty and not too long. It may be missing: the item is not in that index then.
/// </summary>
static class IndexKeys
{
    /// <summary>Checks a whole item that is put.</summary>
    /// <exception cref="DynamoException">A key attribute of an index does not fit.</exception>
    public static void Check(TableDefinition table, Dictionary<string, AttributeValue> item)
    {
        foreach (var index in table.IndexesByName())
        {
            foreach (var key in index.Keys().All)
            {
                if (!table.Keys.Has(key.Name) && item.TryGetValue(key.Name, out var value))
                {
                    Check(index, key, value);
                }
            }

            CheckLengths(index, item);
        }
    }

    /// <summary>Checks what an update has changed.</summary>
    /// <exception cref="DynamoException">A key attribute of an index does not fit.</exception>
    public static void CheckUpdated(
        TableDefinition table, Dictionary<string, AttributeValue>? before, Dictionary<string, AttributeValue> after)
    {
        foreach (var index in table.IndexesByName())
        {
            var isChanged = false;
            foreach (var key in index.Keys().All)
            {
                if (!after.TryGetValue(key.Name, out var value)
                    || (before is not null && before.TryGetValue(key.Name, out var old) && old.Equals(value)))
                {
                    continue;
                }

                isChanged = true;
                if (!key.Fits(value))
                {
                    throw DynamoException.Validation(
                        "The update expression attempted to update the secondary index key to unsupported type");
                }

                if (KeyAttribute.IsEmpty(value))
                {
                    throw UpdatedToEmpty(value);
                }
            }

            if (isChanged)
            {
                CheckLengths(index, after);
            }
        }
    }

    /// <summary>Looks for empty values alone.</summary>
    /// <exception cref="DynamoException">A key attribute of an index is empty.</exception>
    public static void ThrowIfEmpty(TableDefinition table, Dictionary<string, AttributeValue> item)
    {
        foreach (var index in table.IndexesByName())
        {
            foreach (var key in index.Keys().All)
            {
                if (!table.Keys.Has(key.Name) && item.TryGetValue(key.Name, out var value) && key.Fits(value))
                {
                    ThrowIfEmpty(index, key, value);
                }
            }
        }
    }

    public static DynamoException UpdatedToEmpty(AttributeValue value) => DynamoException.Validation(
        "One or more parameter values are not valid. The update expression attempted to update a secondary index key "
        + "to a value that is not supported. "
        + $"The AttributeValue for a key attribute cannot contain an empty {KindOf(value)} value.");

    public static DynamoException Mismatch(IndexDefinition index, KeyAttribute key, string typeName) =>
        DynamoException.InvalidParameter($"Type mismatch for Index Key {key.Name} Expected: {key.Type} "
            + $"Actual: {typeName} IndexName: {index.Name}");

    static void Check(IndexDefinition index, KeyAttribute key, AttributeValue value)
    {
        if (!key.Fits(value))
        {
            throw Mismatch(index, key, value.TypeName);
        }

        ThrowIfEmpty(index, key, value);
    }

    static void ThrowIfEmpty(IndexDefinition index, KeyAttribute key, AttributeValue value)
    {
        if (KeyAttribute.IsEmpty(value))
        {
            throw DynamoException.Validation(
                "One or more parameter values are not valid. A value specified for a secondary index key is not "
                + $"supported. The AttributeValue for a key attribute cannot contain an empty {KindOf(value)} value. "
                + $"IndexName: {index.Name}, IndexKey: {key.Name}");
        }
    }

    static string KindOf(AttributeValue value) => value is AttributeValue.S ? "string" : "binary";

    static void CheckLengths(IndexDefinition index, Dictionary<string, AttributeValue> item)
    {
        KeySchema.ThrowIfTooLong(BytesOf(index.Hash, item), isPartition: true);
        KeySchema.ThrowIfTooLong(BytesOf(index.Range, item), isPartition: false);
    }

    static int BytesOf(EqualList<KeyAttribute> keys, Dictionary<string, AttributeValue> item)
    {
        var bytes = 0;
        foreach (var key in keys)
        {
            bytes += item.TryGetValue(key.Name, out var value) ? KeyAttribute.BytesOf(value) : 0;
        }

        return bytes;
    }
}
