using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Reads several items of several tables as of one moment: all of a transaction's writes, or none.</summary>
static class TransactionReader
{
    /// <summary>In the order asked for; null for each item that is not there.</summary>
    /// <exception cref="DynamoException">The items are too large together.</exception>
    public static IReadOnlyList<StoredItem?> Read(
        ItemStore store, IReadOnlyList<(TableEntry Table, ItemKey Key)> wanted) =>
        store.TryGetAll(wanted, Limits.TransactionBytesMax) ?? throw TransactionItems.TooLarge();
}
