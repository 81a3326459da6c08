using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// The one read-modify-write that putting, updating and deleting an item are. It runs on the single writer, so
/// that nothing comes between the reading and the writing.
/// </summary>
static class ItemWriter
{
    public static Task<ItemChange> RunAsync(CommitQueue writer, ItemWrite write, CancellationToken cancel) =>
        writer.RunAsync(transaction => Apply(transaction, write), cancel);

    /// <summary>Writes that do not depend on each other, in one commit.</summary>
    public static Task<ItemChange[]> RunAsync(
        CommitQueue writer, IReadOnlyList<ItemWrite> writes, CancellationToken cancel) =>
        writer.RunAsync(transaction => Apply(transaction, writes), cancel);

    static ItemChange[] Apply(WriteTransaction transaction, IReadOnlyList<ItemWrite> writes)
    {
        var changes = new ItemChange[writes.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = Apply(transaction, writes[i]);
        }

        return changes;
    }

    static ItemChange Apply(WriteTransaction transaction, ItemWrite write)
    {
        var before = new ItemImage(transaction.Read(write.Table, write.Key));
        if (write.Condition?.Holds(before.Attributes) == false)
        {
            throw DynamoException.ConditionalCheckFailed(write.TellsFailedItem ? before.Stored?.Json : default);
        }

        var after = write.Next(before);
        if (after is not null)
        {
            transaction.Put(write.Table, write.Key, after.Json, after.Size);
        }
        else
        {
            transaction.Delete(write.Table, write.Key);
        }

        return new ItemChange(before, after);
    }
}
