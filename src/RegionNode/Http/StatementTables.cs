using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>The tables that statements name.</summary>
static class StatementTables
{
    /// <summary>The one key that a SELECT asks for; null where it asks for anything besides.</summary>
    public static Dictionary<string, AttributeValue>? OnlyKeyOf(
        PartiQlStatement.Select select, Bindings bindings, KeySchema keys) =>
        WriteTarget.Of(select.Where, bindings, keys, takesIn: true) is { Rest: null } target && target.IsComplete(keys)
            ? target.Key
            : null;

    /// <summary>The table or the index that a SELECT reads. It tells in its own words what cannot be.</summary>
    /// <exception cref="DynamoException">There is no such table or index, or it is not read in this way.</exception>
    public static ReadTarget TargetOf(TableCatalog tables, PartiQlStatement.Select select, bool isConsistent)
    {
        var table = TableNames.Serving(tables, select.TableName);
        if (select.IndexName is not { } name)
        {
            return new ReadTarget(table, null);
        }

        var index = table.Index(name)
            ?? throw DynamoException.Validation("The table does not have the specified index");
        if (isConsistent && index.Definition.Kind == IndexKind.Global)
        {
            throw DynamoException.Validation("Strongly consistent read is not supported on Global Secondary Indexes");
        }

        RefuseSeveralKeys(index);
        return ReadTarget.Of(table, name, isConsistent);
    }

    /// <summary>Statements do not read an index that has several keys of a kind.</summary>
    public static void RefuseSeveralKeys(TableIndex? index)
    {
        if (index is { Definition: { Hash.Count: > 1 } or { Range.Count: > 1 } })
        {
            throw DynamoException.Validation("PartiQL statements cannot be executed on tables with multi-attribute "
                + "HASH keys or multi-attribute RANGE keys.");
        }
    }
}
