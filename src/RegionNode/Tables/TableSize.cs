using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Live items of a table and their bytes, as DynamoDB counts bytes.</summary>
readonly record struct TableSize(long Items, long Bytes)
{
    /// <summary>The writer counts; so it is the writer that is asked.</summary>
    public static Task<TableSize> OfAsync(CommitQueue writer, TableEntry table, CancellationToken cancel) =>
        writer.RunAsync(transaction => Of(transaction, table), cancel);

    static TableSize Of(WriteTransaction transaction, TableEntry table)
    {
        var logs = transaction.LogsOf(table.Number);
        return new TableSize(logs.Items, logs.Bytes);
    }
}
