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

    /// <summary>What the statement reads or writes.</summary>
    /// <exception cref="DynamoException">There is no such table, or it has no such index.</exception>
    public static TableEntry TableOf(TableCatalog tables, PartiQlStatement statement)
    {
        var table = TableNames.Serving(tables, statement.TableName);
        return statement is PartiQlStatement.Select { IndexName: not null }
            ? throw DynamoException.Validation("The table does not have the specified index")
            : table;
    }
}
