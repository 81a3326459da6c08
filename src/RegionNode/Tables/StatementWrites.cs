using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// INSERT, UPDATE and DELETE as writes of one item. What they mean beyond PutItem, UpdateItem and DeleteItem is a
/// condition: an insert needs that there is no item, an update that there is one, and a delete of no item succeeds.
/// </summary>
static class StatementWrites
{
    /// <param name="table">What it writes to.</param>
    /// <param name="statement">Not a SELECT, and no EXISTS.</param>
    /// <param name="bindings">Its paths and values.</param>
    /// <param name="tellsFailedItem">True when a failed condition is answered with the stored item.</param>
    /// <param name="isInTransaction">There the service has one text for a key that is not whole.</param>
    public static ItemWrite WriteOf(
        TableEntry table,
        PartiQlStatement statement,
        Bindings bindings,
        bool tellsFailedItem,
        bool isInTransaction = false)
    {
        var write = statement switch
        {
            PartiQlStatement.Insert insert => InsertOf(table, insert.ItemOf(bindings)),
            PartiQlStatement.Update update => UpdateOf(table, update, bindings, isInTransaction),
            PartiQlStatement.Delete delete => DeleteOf(table, delete, bindings, isInTransaction),
            _ => throw new InvalidOperationException($"Not a write: {statement}"),
        };
        return write with { TellsFailedItem = tellsFailedItem };
    }

    /// <summary>The update as it tells what it has touched; null where the statement is none.</summary>
    public static Update? UpdateIn(PartiQlStatement statement, Bindings bindings) =>
        statement is PartiQlStatement.Update update ? Update.Of(update.Clauses, bindings) : null;

    static ItemWrite InsertOf(TableEntry table, Dictionary<string, AttributeValue> item)
    {
        var key = ItemKeys.OfItem(table, item);
        var stored = NewItem.From(item);
        return new ItemWrite
        {
            Table = table,
            Key = key,
            Next = _ => stored,
            Condition = Present(table, new Bindings([], []), isThere: false, null),
        };
    }

    static ItemWrite UpdateOf(
        TableEntry table, PartiQlStatement.Update statement, Bindings bindings, bool isInTransaction)
    {
        var keys = table.Definition.Keys;
        var update = Update.Of(statement.Clauses, bindings);
        var target = WriteTarget.Of(statement.Where, bindings, keys);
        var key = KeyOf(table, target, isInTransaction);
        update.ThrowIfUnfit(table.Definition);
        return new ItemWrite
        {
            Table = table,
            Key = key,
            Next = before => ItemUpdate.Of(table, before, target.Key, update),
            Condition = Present(table, bindings, isThere: true, target.Rest),
        };
    }

    static ItemWrite DeleteOf(
        TableEntry table, PartiQlStatement.Delete statement, Bindings bindings, bool isInTransaction)
    {
        var target = WriteTarget.Of(statement.Where, bindings, table.Definition.Keys);
        return new ItemWrite
        {
            Table = table,
            Key = KeyOf(table, target, isInTransaction),
            Next = static _ => null,
            Condition = target.Rest is null ? null : Present(table, bindings, isThere: false, target.Rest),
        };
    }

    static ItemKey KeyOf(TableEntry table, WriteTarget target, bool isInTransaction)
    {
        if (isInTransaction)
        {
            return ItemKeys.Exactly(table, target.Ambiguous is null ? target.Key : []);
        }

        if (!target.IsComplete(table.Definition.Keys))
        {
            throw DynamoException.Validation(
                "Where clause does not contain a mandatory equality on all key attributes");
        }

        return target.Ambiguous is { } name
            ? throw DynamoException.Validation($"Multiple conditions on same key {name}. "
                + "Only single item Update/Insert/Delete are supported")
            : ItemKeys.Exactly(table, target.Key);
    }

    /// <summary>
    /// That there is an item and the rest holds of it; or that there is no item, or the rest holds.
    /// </summary>
    static Condition Present(TableEntry table, Bindings bindings, bool isThere, ConditionSyntax? rest)
    {
        var keys = table.Definition.Keys;
        var path = new Operand.Path(bindings.Paths.Length);
        var presence = new ConditionSyntax.Holds(isThere
            ? new Operand.Call(Function.AttributeExists, "attribute_exists", [path])
            : new Operand.Call(Function.AttributeNotExists, "attribute_not_exists", [path]));
        ConditionSyntax condition = rest is null
            ? presence
            : isThere ? new ConditionSyntax.And([presence, rest]) : new ConditionSyntax.Or([presence, rest]);
        var bound = Condition.Of(
            condition, bindings.With(DocumentPath.Of([new PathStep(keys.Partition.Name, -1)])));
        bound.ThrowIfInsideKeys(table.Definition);
        return bound;
    }
}
