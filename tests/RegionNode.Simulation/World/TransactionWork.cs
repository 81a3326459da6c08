using System.Text;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// A transaction as the API makes it: some items are put if another one is there. It is all or nothing, and what it
/// decides by is what its region holds at that moment.
/// </summary>
static class TransactionWork
{
    static readonly Substitutions None = new(null, null);

    static readonly Condition IsThere = Condition.Parse(
        "attribute_exists(v) OR attribute_exists(c) OR attribute_exists(l)", "ConditionExpression", None);

    /// <summary>What was written; nothing where it was cancelled.</summary>
    public static List<Written> Run(
        WriteTransaction transaction, TableEntry table, IReadOnlyList<string> puts, string check, string json)
    {
        var isThere = transaction.Read(table, Workload.KeyOf(check)) is not null;
        var before = puts.Select(name => (
            Name: name,
            Version: Workload.VersionOf(transaction, table, Workload.KeyOf(name)),
            Read: transaction.Read(table, Workload.KeyOf(name)) is { } item ? Encoding.UTF8.GetString(item.Json) : null))
            .ToList();
        var item = new StoredItem(Encoding.UTF8.GetBytes(json), json.Length);
        List<TransactionAction> actions =
        [
            .. puts.Select(name => new TransactionAction(
                new() { Table = table, Key = Workload.KeyOf(name), Next = _ => item }, ChecksOnly: false)),
            new(
                new() { Table = table, Key = Workload.KeyOf(check), Next = _ => null, Condition = IsThere },
                ChecksOnly: true),
        ];
        var isCancelled = false;
        try
        {
            _ = TransactionWriter.Apply(transaction, actions, token: null);
        }
        catch (DynamoException refusal) when (refusal.Reasons.Count > 0)
        {
            isCancelled = true;
        }

        if (isCancelled == isThere)
        {
            throw new Violation(Promise.Linearisable, "transaction-against-its-condition",
                $"{check} {(isThere ? "was" : "was not")} there, and the transaction was "
                + (isCancelled ? "cancelled" : "carried out"));
        }

        var after = before.ConvertAll(one => Workload.VersionOf(transaction, table, Workload.KeyOf(one.Name)));
        for (var i = 0; i < after.Count; i++)
        {
            if (isCancelled != (after[i] == before[i].Version))
            {
                throw new Violation(Promise.Linearisable, "part-of-a-transaction",
                    $"{(isCancelled ? "a cancelled transaction has" : "a transaction has not")} written {puts[i]}");
            }
        }

        return isCancelled
            ? []
            : [.. before.Select((one, i) => new Written(one.Name, after[i]!.Value, false, json, one.Version, one.Read))];
    }
}
