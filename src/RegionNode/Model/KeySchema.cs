using System.Text;

namespace GlobalTables.RegionNode.Model;

/// <summary>The type a key attribute must have.</summary>
enum KeyType
{
    S,
    N,
    B,
}

/// <param name="Name">The attribute's name.</param>
/// <param name="Type">The type that every item's attribute must have.</param>
sealed record KeyAttribute(string Name, KeyType Type)
{
    public bool Fits(AttributeValue value) => Type switch
    {
        KeyType.S => value is AttributeValue.S,
        KeyType.N => value is AttributeValue.N,
        KeyType.B => value is AttributeValue.B,
        _ => throw new InvalidOperationException($"Not a key type: {Type}"),
    };

    public static bool IsEmpty(AttributeValue value) =>
        value is AttributeValue.S { Value.Length: 0 } or AttributeValue.B { Value.Length: 0 };

    /// <summary>What the value counts towards the bounds of keys; numbers are never too long.</summary>
    public static int BytesOf(AttributeValue value) => value switch
    {
        AttributeValue.S text => Encoding.UTF8.GetByteCount(text.Value),
        AttributeValue.B binary => binary.Value.Length,
        _ => 0,
    };

    /// <param name="value">A value of this attribute.</param>
    /// <param name="introduction">The message's first words; DynamoDB is not of one mind about them.</param>
    public void ThrowIfEmpty(AttributeValue value, string introduction)
    {
        var kind = value switch
        {
            AttributeValue.S { Value.Length: 0 } => "string",
            AttributeValue.B { Value.Length: 0 } => "binary",
            _ => null,
        };
        if (kind is not null)
        {
            throw DynamoException.Validation($"{introduction} The AttributeValue for a key attribute cannot contain "
                + $"an empty {kind} value. Key: {Name}");
        }
    }
}

/// <summary>How a table names its items: a partition key, and a sort key where it has one.</summary>
sealed record KeySchema(KeyAttribute Partition, KeyAttribute? Sort)
{
    const string NoMatch = "The provided key element does not match the schema";

    public bool Has(string attribute) => attribute == Partition.Name || attribute == Sort?.Name;

    public QueryKeys Queried() => new([Partition], Sort is null ? [] : [Sort]);

    /// <summary>The key of a whole item.</summary>
    /// <exception cref="DynamoException">A key attribute is missing, mistyped, empty or too long.</exception>
    public (AttributeValue Partition, AttributeValue? Sort) KeyOf(Dictionary<string, AttributeValue> item)
    {
        var partition = Member(item, Partition);
        ThrowIfTooLong(KeyAttribute.BytesOf(partition), isPartition: true);
        if (Sort is null)
        {
            return (partition, null);
        }

        var sort = Member(item, Sort);
        ThrowIfTooLong(KeyAttribute.BytesOf(sort), isPartition: false);
        return (partition, sort);
    }

    /// <summary>The key that a request names: these attributes and no others.</summary>
    /// <exception cref="DynamoException">It is not exactly the key, or a value is empty or too long.</exception>
    public (AttributeValue Partition, AttributeValue? Sort) KeyOfExactly(Dictionary<string, AttributeValue> key)
    {
        if (key.Count != (Sort is null ? 1 : 2))
        {
            throw DynamoException.Validation(NoMatch);
        }

        var partition = Element(key, Partition);
        ThrowIfTooLong(KeyAttribute.BytesOf(partition), isPartition: true);
        if (Sort is null)
        {
            return (partition, null);
        }

        var sort = Element(key, Sort);
        ThrowIfTooLong(KeyAttribute.BytesOf(sort), isPartition: false);
        return (partition, sort);
    }

    /// <summary>The key attributes of an item that has them.</summary>
    public Dictionary<string, AttributeValue> Only(Dictionary<string, AttributeValue> item)
    {
        var key = new Dictionary<string, AttributeValue>(2) { [Partition.Name] = item[Partition.Name] };
        if (Sort is not null)
        {
            key[Sort.Name] = item[Sort.Name];
        }

        return key;
    }

    static AttributeValue Member(Dictionary<string, AttributeValue> item, KeyAttribute attribute)
    {
        if (!item.TryGetValue(attribute.Name, out var value))
        {
            throw DynamoException.Validation(
                $"One or more parameter values were invalid: Missing the key {attribute.Name} in the item");
        }

        if (!attribute.Fits(value))
        {
            throw DynamoException.Validation("One or more parameter values were invalid: Type mismatch for key "
                + $"{attribute.Name} expected: {attribute.Type} actual: {value.TypeName}");
        }

        attribute.ThrowIfEmpty(value, "One or more parameter values are not valid.");
        return value;
    }

    static AttributeValue Element(Dictionary<string, AttributeValue> key, KeyAttribute attribute)
    {
        if (!key.TryGetValue(attribute.Name, out var value) || !attribute.Fits(value))
        {
            throw DynamoException.Validation(NoMatch);
        }

        attribute.ThrowIfEmpty(value, "One or more parameter values were invalid:");
        return value;
    }

    public static void ThrowIfTooLong(int bytes, bool isPartition)
    {
        if (isPartition && bytes > Limits.PartitionKeyBytesMax)
        {
            // DynamoDB leaves out the space, too.
            throw DynamoException.Validation("One or more parameter values were invalid: Size of hashkey has "
                + $"exceeded the maximum size limit of{Limits.PartitionKeyBytesMax} bytes");
        }

        if (!isPartition && bytes > Limits.SortKeyBytesMax)
        {
            throw DynamoException.Validation("One or more parameter values were invalid: Aggregated size of all "
                + $"range keys has exceeded the size limit of {Limits.SortKeyBytesMax} bytes");
        }
    }
}
