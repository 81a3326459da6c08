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
sealed record KeyAttribute(string Name, KeyType Type);

/// <summary>How a table names its items: a partition key, and a sort key where it has one.</summary>
sealed record KeySchema(KeyAttribute Partition, KeyAttribute? Sort);
