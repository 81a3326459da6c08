using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// One statement of <c>ExecuteTransaction</c>. What is wrong with the statement itself fails the request and names its
/// place; that its table is not there, or its key does not fit, is a reason to cancel the transaction.
/// </summary>
sealed class TransactionStatement
{
    readonly int place;
    readonly StatementRequest request;
    readonly Bindings bindings;

    TransactionStatement(int place, StatementRequest request, PartiQlStatement statement, Bindings bindings)
    {
        this.place = place;
        this.request = request;
        this.bindings = bindings;
        Statement = statement;
    }

    public PartiQlStatement Statement { get; }

    public bool IsRead => Statement is PartiQlStatement.Select;

    /// <summary>Null where it is not there.</summary>
    public TableEntry? Table { get; private set; }

    public static TransactionStatement Read(int place, StatementRequest request, List<AttributeValue> parameters)
    {
        try
        {
            var (statement, bindings) = request.Bind(parameters);
            return new TransactionStatement(place, request, statement, bindings);
        }
        catch (DynamoException refusal) when (refusal.IsValidation)
        {
            throw Failed(place, refusal.Message);
        }
    }

    /// <summary>What becomes of each; all reasons to cancel are told together.</summary>
    /// <exception cref="DynamoException">TransactionCanceledException.</exception>
    public static T[] Each<T>(List<TransactionStatement> members, Func<TransactionStatement, T> prepare)
    {
        var prepared = new T[members.Count];
        var reasons = new CancellationReason[members.Count];
        foreach (var (at, member) in members.Index())
        {
            reasons[at] = member.Table is null
                ? CancellationReason.Of(DynamoException.ResourceNotFound())
                : CancellationReason.None;
            try
            {
                prepared[at] = member.Table is null ? default! : prepare(member);
            }
            catch (DynamoException refusal) when (refusal.IsValidation)
            {
                reasons[at] = CancellationReason.Of(refusal);
            }
        }

        return Array.TrueForAll(reasons, static reason => reason == CancellationReason.None)
            ? prepared
            : throw DynamoException.TransactionCanceled(reasons);
    }

    /// <summary>Looks for the table, and at what a transaction does not take of a table that is there.</summary>
    public void FindTable(TableCatalog tables)
    {
        Table = tables.Find(Statement.TableName) is { IsReadable: true } table ? table : null;
        if (Table is null)
        {
            return;
        }

        try
        {
            Check(Table.Definition.Keys);
        }
        catch (DynamoException refusal) when (refusal.IsValidation)
        {
            throw Failed(place, refusal.Message);
        }
    }

    /// <exception cref="DynamoException">The key does not fit the table.</exception>
    public ItemKey KeyToRead()
    {
        var select = (PartiQlStatement.Select)Statement;
        var keys = Table!.Definition.Keys;
        select.Projection?.ThrowIfInsideKeys(Table.Definition);
        return ItemKeys.Exactly(Table, StatementTables.OnlyKeyOf(select, bindings, keys)!);
    }

    /// <exception cref="DynamoException">It does not fit the table.</exception>
    public TransactionAction Action()
    {
        if (Statement is not PartiQlStatement.Exists exists)
        {
            return new(
                StatementWrites.WriteOf(Table!, Statement, bindings, request.TellsFailedItem, isInTransaction: true),
                ChecksOnly: false);
        }

        var target = WriteTarget.Of(exists.Query.Where, bindings, Table!.Definition.Keys);
        var condition = Condition.Of(target.Rest!, bindings);
        condition.ThrowIfInsideKeys(Table.Definition);
        return new(
            new()
            {
                Table = Table,
                Key = ItemKeys.Exactly(Table, target.Key),
                Next = static before => before.Stored,
                Condition = condition,
                TellsFailedItem = request.TellsFailedItem,
            },
            ChecksOnly: true);
    }

    void Check(KeySchema keys)
    {
        switch (Statement)
        {
            case PartiQlStatement.Update { Returning: not null } or PartiQlStatement.Delete { Returning: not null }:
                throw DynamoException.Validation("RETURNING clause is not supported in ExecuteTransaction.");
            case PartiQlStatement.Select { IndexName: not null } or
                PartiQlStatement.Exists { Query.IndexName: not null }:
                throw DynamoException.Validation("Reads on indices are not supported within transactions.");
            case PartiQlStatement.Select select when StatementTables.OnlyKeyOf(select, bindings, keys) is null:
                _ = StatementPlan.Of(select, bindings, keys);
                throw DynamoException.Validation("Select statements within ExecuteTransaction must specify the "
                    + "primary key in the where clause.");
            case PartiQlStatement.Exists exists
                when WriteTarget.Of(exists.Query.Where, bindings, keys) is not { Rest: not null } target
                    || !target.IsComplete(keys):
                throw DynamoException.Validation("EXISTS() must contain a single item read with additional condition");
        }
    }

    static DynamoException Failed(int place, string message) =>
        DynamoException.Validation($"Validation failed in TransactStatements[{place}]: {message}");
}
