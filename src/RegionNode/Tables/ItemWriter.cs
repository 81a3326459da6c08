using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// The one read-modify-write that putting, updating and deleting an item are. It runs on the single writer, so
/// that nothing comes between the reading and the writing.
/// </summary>
static class ItemWriter
{
    public static Task<WriteOutcome> RunAsync(CommitQueue writer, ItemWrite write, CancellationToken cancel) =>
        writer.RunAsync(transaction => Apply(transaction, write), cancel);

    /// <summary>Writes that do not depend on each other, in one commit.</summary>
    public static Task<WriteOutcome[]> RunAsync(
        CommitQueue writer, IReadOnlyList<ItemWrite> writes, CancellationToken cancel) =>
        writer.RunAsync(transaction => Apply(transaction, writes), cancel);

    static WriteOutcome[] Apply(WriteTransaction transaction, IReadOnlyList<ItemWrite> writes)
    {
        var outcomes = new WriteOutcome[writes.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Apply(transaction, writes[i]);
        }

        return outcomes;
    }

    static WriteOutcome Apply(WriteTransaction transaction, ItemWrite write)
    {
        var before = new ItemImage(transaction.Read(write.Table, write.Key));
        if (write.Condition?.Holds(before.Attributes) == false)
        {
            throw DynamoException.ConditionalCheckFailed(write.ToldOf(before));
        }

        var after = write.Next(before);
        Store(transaction, write, after);
        return new WriteOutcome(before, new ItemImage(after));
    }

    /// <summary>Leaves the item in place of what the key has; null leaves nothing there.</summary>
    public static void Store(WriteTransaction transaction, ItemWrite write, StoredItem? after)
    {
        if (after is not null)
        {
            transaction.Put(write.Table, write.Key, after.Json, after.Size);
        }
        else
        {
            transaction.Delete(write.Table, write.Key);
        }
    }
}
