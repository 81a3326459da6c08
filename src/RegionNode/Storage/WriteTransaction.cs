using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>A live item as it is stored.</summary>
/// <param name="Json">Canonical DynamoDB JSON.</param>
/// <param name="Size">DynamoDB's size of it in bytes.</param>
sealed record StoredItem(byte[] Json, int Size);

/// <summary>What work on the writer may do. Valid only inside that work.</summary>
sealed class WriteTransaction
{
    /// <summary>The live item of that key; null when there is none.</summary>
    /// <exception cref="DynamoException">ResourceNotFoundException: the table has gone, or is not active.</exception>
    public StoredItem? Read(TableEntry table, in ItemKey key) => throw new NotImplementedException();

    /// <summary>Stores the item in place of what the key has.</summary>
    /// <exception cref="DynamoException">The table has gone, is not active, or takes no writes for now.</exception>
    public void Put(TableEntry table, in ItemKey key, ReadOnlySpan<byte> json, int size) =>
        throw new NotImplementedException();

    /// <summary>Leaves a tombstone in place of the live item of that key; does nothing where there is none.</summary>
    public void Delete(TableEntry table, in ItemKey key) => throw new NotImplementedException();
}
