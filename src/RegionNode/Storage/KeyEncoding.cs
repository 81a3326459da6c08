using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>Key values to bytes whose order is DynamoDB's order of the values.</summary>
static class KeyEncoding
{
    public static ItemKey Of(AttributeValue partition, AttributeValue? sort) => throw new NotImplementedException();

    /// <summary>The partition's bytes, with the hash before it.</summary>
    public static byte[] Partition(AttributeValue value) => throw new NotImplementedException();

    public static byte[] Sort(AttributeValue value) => throw new NotImplementedException();

    /// <summary>The first encoded value above every value that begins with the prefix; null when there is none.</summary>
    public static byte[]? AfterPrefix(byte[] encodedPrefix) => throw new NotImplementedException();
}
