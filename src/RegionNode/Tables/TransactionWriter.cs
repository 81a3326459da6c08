using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// Writes of several items of several tables, all or nothing. They are one work of the single writer: nothing comes
/// between their conditions and their writes, and no other transaction can be in their way.
/// </summary>
static class TransactionWriter
{
    /// <param name="writer">The region's writer.</param>
    /// <param name="actions">In the order of the request; no two on one item.</param>
    /// <param name="token">Under which it is carried out once.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="DynamoException">It was cancelled: nothing was written.</exception>
    public static Task<TransactionOutcome> RunAsync(
        CommitQueue writer, IReadOnlyList<TransactionAction> actions, RequestToken? token,
        CancellationToken cancel) =>
        writer.RunAsync(transaction => Apply(transaction, actions, token), cancel);

    /// <summary>The same inside work of the writer's.</summary>
    public static TransactionOutcome Apply(
        WriteTransaction transaction, IReadOnlyList<TransactionAction> actions, RequestToken? token)
    {
        if (token is { } given && RequestTokens.ReadsOfEarlier(transaction, given) is { } reads)
        {
            return new([], reads);
        }

        // What a table is in the way of is no action's fault: it fails the request.
        foreach (var action in actions.Where(action => !action.ChecksOnly))
        {
            transaction.ThrowUnlessWritable(action.Write.Table);
        }

        var outcomes = Evaluate(transaction, actions);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (!actions[i].ChecksOnly)
            {
                ItemWriter.Store(transaction, actions[i].Write, outcomes[i].After.Stored);
            }
        }

        if (token is { } used)
        {
            RequestTokens.Remember(transaction, used, ReadsOf(actions, outcomes));
        }

        return new([.. actions.Zip(outcomes, (action, outcome) => (action.Write.Table, outcome))], Reads: null);
    }

    /// <summary>All of them before anything is written: an item is in one of them only.</summary>
    static WriteOutcome[] Evaluate(WriteTransaction transaction, IReadOnlyList<TransactionAction> actions)
    {
        var outcomes = new WriteOutcome[actions.Count];
        var reasons = new CancellationReason[actions.Count];
        var isCancelled = false;
        for (var i = 0; i < outcomes.Length; i++)
        {
            reasons[i] = Evaluate(transaction, actions[i], out outcomes[i]);
            isCancelled |= reasons[i] != CancellationReason.None;
        }

        return isCancelled ? throw DynamoException.TransactionCanceled(reasons) : outcomes;
    }

    static CancellationReason Evaluate(
        WriteTransaction transaction, TransactionAction action, out WriteOutcome outcome)
    {
        var write = action.Write;
        var before = new ItemImage(transaction.Read(write.Table, write.Key));
        outcome = new(before, before);
        if (write.Condition?.Holds(before.Attributes) == false)
        {
            return CancellationReason.ConditionalCheckFailed(write.ToldOf(before));
        }

        try
        {
            outcome = action.ChecksOnly ? outcome : new(before, new(write.Next(before)));
            return CancellationReason.None;
        }
        catch (DynamoException refusal) when (refusal.IsValidation)
        {
            return CancellationReason.Invalid(refusal.Message);
        }
    }

    static IReadOnlyList<TableUnits> ReadsOf(IReadOnlyList<TransactionAction> actions, WriteOutcome[] outcomes) =>
        TableUnits.Sums(actions.Zip(outcomes, (action, outcome) =>
            new TableUnits(action.Write.Table.Name, TransactionCapacity.OfRepeating(outcome))));
}
