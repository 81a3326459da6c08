using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>The names of the tables, a page at a time.</summary>
static class ListTables
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var start = request["ExclusiveStartTableName"u8].AsString();
        if (start is not null)
        {
            TableNames.Check(start, "exclusiveStartTableName", ref constraints);
        }

        var limit = request["Limit"u8].AsLong();
        constraints.Between(limit, "limit", 1, Limits.ListTablesMax);
        constraints.Check();

        Write(region, answer, start, (int)(limit ?? Limits.ListTablesMax));
        return ValueTask.CompletedTask;
    }

    static void Write(ServedRegion region, AnswerBody answer, string? start, int limit)
    {
        var names = region.Tables.All
            .Select(table => table.Name)
            .Where(name => start is null || string.CompareOrdinal(name, start) > 0)
            .Take(limit + 1)
            .ToList();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("TableNames"u8);
        foreach (var name in names.Take(limit))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        if (names.Count > limit)
        {
            json.WriteString("LastEvaluatedTableName"u8, names[limit - 1]);
        }

        json.WriteEndObject();
    }
}
