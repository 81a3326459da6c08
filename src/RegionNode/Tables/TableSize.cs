using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Live items of a table and their bytes, as DynamoDB counts bytes.</summary>
readonly record struct TableSize(long Items, long Bytes)
{
    /// <summary>The writer counts; so it is the writer that is asked.</summary>
    public static Task<TableSize> OfAsync(
        CommitQueue writer, TableCatalog catalog, TableEntry table, CancellationToken cancel) =>
        writer.RunAsync(
            transaction =>
            {
                var logs = transaction.LogsOf(catalog.Present(table).Number);
                return new TableSize(logs.Items, logs.Bytes);
            },
            cancel);
}
