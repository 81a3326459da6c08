using System.Reflection;
using GlobalTables.RegionNode.Storage;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>SQLite answers every statement on items by an index, and never sorts.</summary>
public sealed class QueryPlanTests : IDisposable
{
    readonly TestVolume volume = new();
    readonly SqliteConnection connection;

    public QueryPlanTests()
    {
        connection = new SqliteConnection($"Data Source={volume.File};Mode=ReadOnly;Pooling=False");
        connection.Open();
    }

    /// <summary>Every constant text of Storage that is a statement on items or logs.</summary>
    public static TheoryData<string, string> Statements()
    {
        var statements = new TheoryData<string, string>();
        foreach (var type in typeof(Volume).Assembly.GetTypes().Where(type => type.Namespace == typeof(Volume).Namespace))
        {
            const BindingFlags all = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
            foreach (var field in type.GetFields(all).Where(field => field.IsLiteral || field.IsInitOnly))
            {
                var texts = field.GetValue(null) switch
                {
                    string one => [one],
                    string[] several => several,
                    _ => [],
                };
                foreach (var (index, text) in texts.Index().Where(text => IsOnItems(text.Item)))
                {
                    statements.Add($"{type.Name}.{field.Name}[{index}]", text);
                }
            }
        }

        return statements;
    }

    public void Dispose()
    {
        connection.Dispose();
        volume.Dispose();
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void No_statement_on_items_walks_the_table_or_sorts(string name, string sql)
    {
        var plan = PlanOf(sql);
        Assert.False(
            plan.Contains("SCAN", StringComparison.Ordinal) || plan.Contains("TEMP B-TREE", StringComparison.Ordinal),
            $"{name}: {plan}");
    }

    [Theory]
    [InlineData("ItemStore.SelectOne[0]", "USING INDEX item_key (table_number=? AND partition=? AND sort=?)")]
    [InlineData("ItemRows.Select[0]", "USING INDEX item_key (table_number=? AND partition=? AND sort=?)")]
    [InlineData("ItemStore.SelectSegment[0]", "USING INDEX item_key (table_number=? AND (partition,sort)>(?,?))")]
    [InlineData("ItemStore.RangeStatements[0]", "USING INDEX item_key (table_number=? AND partition=? AND sort>?)")]
    [InlineData("ItemStore.RangeStatements[11]", "item_key (table_number=? AND partition=? AND sort>? AND sort<?)")]
    [InlineData("ChangeLog.SelectOwn[0]", "USING INDEX item_feed (log=? AND sequence>?)")]
    [InlineData("ChangeLog.SelectStandingIn[0]", "USING INDEX item_mine (table_number=? AND mine>?)")]
    [InlineData("ChangeLog.SelectByKey[0]", "USING INDEX item_key (table_number=? AND (partition,sort)>(?,?))")]
    [InlineData("LogNames.SelectLogs[0]", "USING INDEX log_id (table_number=?)")]
    [InlineData("ChangeLog.SelectNewer[0]", "USING INDEX item_feed (log=? AND sequence>?)")]
    [InlineData("TombstoneCollector.SelectOldest[0]", "USING INDEX item_tombstone (log=? AND sequence<?)")]
    [InlineData("TombstoneCollector.SelectStable[0]", "USING INDEX item_tombstone (log=? AND sequence<?)")]
    [InlineData("IndexEntries.SelectEntry[0]", "INDEX index_entry_item (item=? AND index_number=?")]
    [InlineData("IndexStore.SelectSegment[0]",
        "(index_number=? AND (partition,sort,item_partition,item_sort)>(?,?,?,?))")]
    [InlineData("IndexStore.RangeStatements[0]", "PRIMARY KEY (index_number=? AND partition=? AND sort>?)")]
    [InlineData("IndexStore.RangeStatements[23]", "PRIMARY KEY (index_number=? AND partition=? AND ")]
    [InlineData("IndexBuilder.DeleteEntries[0]", "USING PRIMARY KEY")]
    [InlineData("ConflictLog.SelectAfter[0]", "USING INDEX conflict_kept (table_number=? AND number>?)")]
    [InlineData("ConflictRetention.SelectOldest[0]", "conflict_table (table_number=?)")]
    [InlineData("ConflictRetention.SelectKept[0]", "conflict_kept (table_number=?)")]
    [InlineData("TableReclaimer.DeleteConflicts[0]", "(table_number=?)")]
    [InlineData("Expiry.SelectDue[0]", "USING INDEX item_expires (table_number=? AND expires>? AND expires<?)")]
    [InlineData("ExpiryFill.SelectFilled[0]", "item_expires (table_number=?")]
    [InlineData("ExpiryFill.SelectRows[0]", "item_key (table_number=? AND (partition,sort)>(?,?))")]
    [InlineData("TableReclaimer.DeleteRows[0]", "item_key (table_number=?)")]
    public void A_statement_uses_its_index(string name, string expected)
    {
        var sql = Assert.Single(Statements(), row => row.Data.Item1 == name).Data.Item2;
        Assert.Contains(expected, PlanOf(sql), StringComparison.Ordinal);
    }

    static bool IsOnItems(string text) =>
        new[] { "SELECT", "UPDATE", "DELETE" }.Any(verb => text.StartsWith(verb, StringComparison.Ordinal))
        && new[] { "FROM item", "UPDATE item", "FROM log", "UPDATE log", "FROM conflict ", "UPDATE conflict ", "index_entry" }
            .Any(clause => text.Contains(clause, StringComparison.Ordinal))

        // Only the beginning of a statement.
        && !text.EndsWith("AND sort", StringComparison.Ordinal)
        && !text.EndsWith("entry.index_number = ?", StringComparison.Ordinal)
        && !text.Contains("FROM catalog", StringComparison.Ordinal);

    string PlanOf(string sql)
    {
        using var command = connection.CreateCommand();
        var number = 0;
        command.CommandText = "EXPLAIN QUERY PLAN "
            + string.Concat(sql.Select(character => character == '?' ? $"?{++number}" : $"{character}"));
        for (var i = 1; i <= number; i++)
        {
            command.Parameters.AddWithValue($"?{i}", 1);
        }

        using var rows = command.ExecuteReader();
        var steps = new List<string>();
        while (rows.Read())
        {
            steps.Add(rows.GetString(3));
        }

        return string.Join("; ", steps);
    }
}
