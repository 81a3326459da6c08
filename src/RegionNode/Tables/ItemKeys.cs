using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>The encoded key of an item, of the attributes that a request gives.</summary>
static class ItemKeys
{
    /// <summary>The key of a whole item, whose attributes fit the table's indexes.</summary>
    public static ItemKey OfItem(TableEntry table, Dictionary<string, AttributeValue> item)
    {
        var (partition, sort) = table.Definition.Keys.KeyOf(item);
        IndexKeys.Check(table.Definition, item);
        return KeyEncoding.Of(partition, sort);
    }

    /// <summary>The key of a whole item in a batch, where the service has one text for all that can be wrong.</summary>
    public static ItemKey OfItemInBatch(TableEntry table, Dictionary<string, AttributeValue> item)
    {
        var keys = table.Definition.Keys;
        var only = new Dictionary<string, AttributeValue>(2);
        Copy(keys.Partition.Name);
        if (keys.Sort is not null)
        {
            Copy(keys.Sort.Name);
        }

        var exactly = Exactly(table, only);
        IndexKeys.Check(table.Definition, item);
        return exactly;

        void Copy(string name)
        {
            if (item.TryGetValue(name, out var value))
            {
                only[name] = value;
            }
        }
    }

    /// <summary>The key that a request names.</summary>
    public static ItemKey Exactly(TableEntry table, Dictionary<string, AttributeValue> key)
    {
        var (partition, sort) = table.Definition.Keys.KeyOfExactly(key);
        return KeyEncoding.Of(partition, sort);
    }
}
