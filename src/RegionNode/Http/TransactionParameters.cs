using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>What both transactions have in common: <c>TransactItems</c>, one to a hundred of them.</summary>
static class TransactionParameters
{
    /// <summary>Of the list itself; nothing of what is in it.</summary>
    public static List<JsonSlice> ReadItems(JsonObject request, ref Constraints constraints)
    {
        var given = request["TransactItems"u8];
        constraints.NotNull(given, "transactItems");
        var items = given.AsList() ?? [];
        if (given.IsPresent && items.Count == 0)
        {
            constraints.Add("'[]'", "transactItems", "Member must have length greater than or equal to 1");
        }

        return items.Count <= Limits.TransactionItemsMax
            ? items
            : throw DynamoException.Validation(
                "1 validation error detected: Value at 'TransactItems' failed to satisfy constraint: Member must "
                + $"have length less than or equal to {Limits.TransactionItemsMax}");
    }

    /// <summary>The table that one of the items names.</summary>
    /// <param name="at">Where the item is, as in <c>transactItems.1.member.get</c>.</param>
    public static string? TableNameOf(JsonObject item, string at, ref Constraints constraints)
    {
        var given = item["TableName"u8];
        constraints.NotNull(given, $"{at}.tableName");
        if (given.AsString() is not { } text)
        {
            return null;
        }

        var name = TableNames.FromArn(text);
        TableNames.Check(name, $"{at}.tableName", ref constraints);
        return name;
    }
}
