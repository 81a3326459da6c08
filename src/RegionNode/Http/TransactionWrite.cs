using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// One action of <c>TransactWriteItems</c>, read in the service's order: first the constraints of all actions, then
/// each action's values and expressions, and last what depends on the tables.
/// </summary>
sealed class TransactionWrite
{
    static readonly string[] OnlyCondition = ["ConditionExpression"];
    static readonly string[] UpdateAndCondition = ["UpdateExpression", "ConditionExpression"];

    static readonly (string Name, string At)[] Kinds =
        [("ConditionCheck", "conditionCheck"), ("Put", "put"), ("Delete", "delete"), ("Update", "update")];

    readonly string kind;
    readonly JsonObject request;
    readonly string tableName;
    readonly bool tellsFailedItem;
    Dictionary<string, AttributeValue> attributes = [];
    StoredItem? item;
    Condition? condition;
    Update? update;

    TransactionWrite(string kind, JsonObject request, string tableName, bool tellsFailedItem)
    {
        this.kind = kind;
        this.request = request;
        this.tableName = tableName;
        this.tellsFailedItem = tellsFailedItem;
    }

    /// <summary>Its size as far as the request tells it.</summary>
    public long Size => item?.Size ?? ItemSize.Of(attributes);

    /// <summary>Looks at the constraints of one action.</summary>
    /// <param name="given">The action.</param>
    /// <param name="number">Its place in the request; the first is 1.</param>
    /// <returns>Null where it is not exactly one action, which is told when all constraints were kept.</returns>
    public static TransactionWrite? Read(JsonSlice given, int number, ref Constraints constraints)
    {
        TransactionWrite? write = null;
        var count = 0;
        var action = given.AsObject();
        foreach (var (name, at) in Kinds)
        {
            if (action?.Find(name).AsObject() is { } request)
            {
                write = Read(name, request, $"transactItems.{number}.member.{at}", ref constraints);
                count++;
            }
        }

        return count == 1 ? write : null;
    }

    /// <summary>Why it is not exactly one action.</summary>
    public static DynamoException NotOne(JsonSlice given)
    {
        var request = given.AsObject();
        return Kinds.Any(kind => request?.Has(kind.Name) == true)
            ? DynamoException.Validation("TransactItems can only contain one of Check, Put, Update or Delete")
            : DynamoException.Validation(
                "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
    }

    /// <summary>Reads what the table need not be known for.</summary>
    public void ReadValues()
    {
        var expressions = ExpressionParameters.Read(request, kind == "Update" ? UpdateAndCondition : OnlyCondition);
        attributes = request[kind == "Put" ? "Item"u8 : "Key"u8].AsItem();
        if (kind == "Put")
        {
            item = NewItem.From(attributes);
        }
        else if (kind == "Update")
        {
            update = expressions.Update(table: null);
        }

        condition = expressions.Condition("ConditionExpression");
        expressions.CheckAllUsed();
    }

    /// <exception cref="DynamoException">The table is not there, or a value of a key is empty.</exception>
    public TableEntry FindTable(TableCatalog tables)
    {
        var table = TableNames.Serving(tables, tableName);
        TransactionItems.ThrowIfKeyIsEmpty(table.Definition.Keys, attributes);
        if (item is not null)
        {
            IndexKeys.ThrowIfEmpty(table.Definition, attributes);
        }

        update?.ThrowIfEmptyOnIndexKeys(table.Definition);
        return table;
    }

    /// <exception cref="DynamoException">It does not fit the table: a reason to cancel the transaction.</exception>
    public ItemKey KeyIn(TableEntry table)
    {
        update?.ThrowIfUnfit(table.Definition);
        condition?.ThrowIfInsideKeys(table.Definition);
        return item is null ? ItemKeys.Exactly(table, attributes) : ItemKeys.OfItem(table, attributes);
    }

    public TransactionAction ActionOn(TableEntry table, in ItemKey key) => new(
        new()
        {
            Table = table,
            Key = key,
            Next = kind == "Update" ? before => ItemUpdate.Of(table, before, attributes, update) : _ => item,
            Condition = condition,
            TellsFailedItem = tellsFailedItem,
        },
        ChecksOnly: kind == "ConditionCheck");

    static TransactionWrite Read(string kind, JsonObject request, string at, ref Constraints constraints)
    {
        var tellsFailedItem = CommonParameters.TellsFailedItem(request, $"{at}.", ref constraints);
        constraints.NotNull(request[kind == "Put" ? "Item"u8 : "Key"u8], kind == "Put" ? $"{at}.item" : $"{at}.key");
        if (kind == "Update")
        {
            constraints.NotNull(request["UpdateExpression"u8], $"{at}.updateExpression");
        }
        else if (kind == "ConditionCheck")
        {
            constraints.NotNull(request["ConditionExpression"u8], $"{at}.conditionExpression");
        }

        var tableName = TransactionParameters.TableNameOf(request, at, ref constraints);
        return new(kind, request, tableName ?? "", tellsFailedItem);
    }
}
