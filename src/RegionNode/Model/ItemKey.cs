namespace GlobalTables.RegionNode.Model;

/// <summary>
/// An item's key as bytes that sort as DynamoDB sorts. Items of one partition key lie together, in the order of
/// their sort keys; partition keys lie in the order of a hash, as they do in DynamoDB.
/// </summary>
/// <param name="Partition">A hash prefix and the partition key's value.</param>
/// <param name="Sort">The sort key's value; empty where the table has none.</param>
readonly record struct ItemKey(byte[] Partition, byte[] Sort);
