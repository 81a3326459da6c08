using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tables;
using GlobalTables.RegionNode.Tests.Model;

namespace GlobalTables.RegionNode.Tests.Expressions.PartiQl;

public sealed class StatementTests
{
    const string TheItem = """
        {'pk':{'S':'p'},'sk':{'N':'1'},'s':{'S':'hello'},'n':{'N':'5'},'t':{'BOOL':true},'nil':{'NULL':true},
        'ss':{'SS':['x','y']},'ns':{'NS':['1','2']},'l':{'L':[{'N':'1'},{'S':'two'},{'M':{'deep':{'S':'down'}}}]},
        'm':{'M':{'x':{'N':'5'},'y.z':{'S':'dot'}}},'date':{'S':'today'}}
        """;

    static readonly Dictionary<string, AttributeValue> Item = Items.Item(TheItem);
    static readonly KeySchema Keys = Request.Keys;

    [Theory]
    [InlineData("n = 5", true)]
    [InlineData("n = 5.0", true)]
    [InlineData("n=+5", true)]
    [InlineData("n = - - 5", true)]
    [InlineData("n > -/* c */-1", true)]
    [InlineData("n != 5", false)]
    [InlineData("n <> 6", true)]
    [InlineData("5 = n", true)]
    [InlineData("n = 5e0 -- five", true)]
    [InlineData("s = 'hello'", true)]
    [InlineData("s = 'he''llo'", false)]
    [InlineData("\"date\" = 'today'", true)]
    [InlineData("\"quo\"\"te\" IS MISSING", true)]
    [InlineData("m.x = 5", true)]
    [InlineData("m.\"y.z\" = 'dot'", true)]
    [InlineData("m['x'] = 5", true)]
    [InlineData("l[1] = 'two'", true)]
    [InlineData("l[2].deep = 'down'", true)]
    [InlineData("l[-0] = 1", true)]
    [InlineData("l = [1, 'two', {'deep': 'down'}]", true)]
    [InlineData("m = {'y.z': 'dot', 'x': 5}", true)]
    [InlineData("ss = <<'y', 'x'>>", true)]
    [InlineData("ns = <<1.0, 2>>", true)]
    [InlineData("t = TRUE", true)]
    [InlineData("nil = NULL", true)]
    [InlineData("nil IS NULL", true)]
    [InlineData("nil IS NOT NULL", false)]
    [InlineData("gone IS NULL", false)]
    [InlineData("gone IS NOT NULL", true)]
    [InlineData("gone IS MISSING", true)]
    [InlineData("nil is not missing", true)]
    [InlineData("s IS STRING", true)]
    [InlineData("m IS STRUCT", true)]
    [InlineData("n BETWEEN 4 AND 5", true)]
    [InlineData("n NOT BETWEEN 4 AND 5", false)]
    [InlineData("n BETWEEN 4 AND 5 AND s = 'hello'", true)]
    [InlineData("n IN [1, 5]", true)]
    [InlineData("n IN (1, 5)", true)]
    [InlineData("n IN (5)", true)]
    [InlineData("n NOT IN [1, 5]", false)]
    [InlineData("NOT n IN [1, 2]", true)]
    [InlineData("NOT n = 5 OR s = 'hello'", true)]
    [InlineData("NOT (n = 5 OR s = 'x')", false)]
    [InlineData("n = 4 AND s = 'x' OR t = true", true)]
    [InlineData("n = 4 AND (s = 'x' OR t = true)", false)]
    [InlineData("begins_with(s, 'he')", true)]
    [InlineData("BEGINS_WITH(\"s\", 'lo')", false)]
    [InlineData("contains(ss, 'x')", true)]
    [InlineData("contains(ns, 3)", false)]
    [InlineData("size(s) = 5", true)]
    [InlineData("attribute_type(n, 'N')", true)]
    [InlineData("attribute_exists(m.x) AND ATTRIBUTE_NOT_EXISTS (gone)", true)]
    [InlineData("attribute_exists(gone) = false", true)]
    [InlineData("true = attribute_exists(n)", true)]
    [InlineData("attribute_exists(n) <> 1", true)]
    [InlineData("attribute_exists(n) = 1", false)]
    [InlineData("(n BETWEEN 0 AND 9) = true", true)]
    [InlineData("(n = 4 OR s = 'x') = false", true)]
    [InlineData("(attribute_exists(n) = true) = false", false)]
    [InlineData("attribute_exists(gone) IN [true, false]", true)]
    [InlineData("attribute_exists(n) = t", true)]
    [InlineData("n < 'text'", false)]
    public void A_WHERE_clause_holds_as_the_condition_would(string where, bool holds)
    {
        var select = (PartiQlStatement.Select)PartiQlStatement.Parse($"SELECT * FROM t WHERE {where}");
        Assert.Equal(holds, Condition.Of(select.Where!, select.Bind([])).Holds(Item));
    }

    [Theory]
    [InlineData("SET n = n + 1", "n", "{'N':'6'}")]
    [InlineData("SET n=n-1", "n", "{'N':'4'}")]
    [InlineData("SET n = n - - 2", "n", "{'N':'7'}")]
    [InlineData("SET n = (n + 1) - 2 + n", "n", "{'N':'9'}")]
    [InlineData("SET n = 10 - (n - 1)", "n", "{'N':'6'}")]
    [InlineData("SET a = [- 1]", "a", "{'L':[{'N':'-1'}]}")]
    [InlineData("SET a = s", "a", "{'S':'hello'}")]
    [InlineData("SET l = list_append(l, [4, <<'a'>>])", "l",
        "{'L':[{'N':'1'},{'S':'two'},{'M':{'deep':{'S':'down'}}},{'N':'4'},{'SS':['a']}]}")]
    [InlineData("SET ss = set_add(ss, <<'z'>>)", "ss", "{'SS':['x','y','z']}")]
    [InlineData("SET ns = SET_DELETE(ns, <<2>>)", "ns", "{'NS':['1']}")]
    [InlineData("SET fresh = set_add(fresh, <<'z'>>)", "fresh", "{'SS':['z']}")]
    [InlineData("SET m.w = 1 SET m.x = 2 REMOVE m.\"y.z\"", "m", "{'M':{'x':{'N':'2'},'w':{'N':'1'}}}")]
    [InlineData("SET a = 1, b = 2 REMOVE l[1] SET c = 3", "l", "{'L':[{'N':'1'},{'M':{'deep':{'S':'down'}}}]}")]
    public void SET_and_REMOVE_change_the_item_as_the_update_would(string changes, string attribute, string value)
    {
        var statement = (PartiQlStatement.Update)PartiQlStatement.Parse($"UPDATE t {changes} WHERE pk = 'p' AND sk = 1");
        var changed = Update.Of(statement.Clauses, statement.Bind([])).Apply(Item, []);
        Assert.Equal(Items.Item($"{{'{attribute}':{value}}}")[attribute], changed[attribute]);
    }

    [Theory]
    [InlineData("m.x", "x", "{'N':'5'}")]
    [InlineData("m.x, s", "s", "{'S':'hello'}")]
    [InlineData("l[2].deep", "deep", "{'S':'down'}")]
    [InlineData("l[1]", "l[1]", "{'S':'two'}")]
    public void A_projected_path_is_called_by_its_last_name(string projection, string name, string value)
    {
        var select = (PartiQlStatement.Select)PartiQlStatement.Parse($"SELECT {projection} FROM t");
        Assert.Equal(Items.Item($"{{'a':{value}}}")["a"], select.Projection!.Of(Item)[name]);
    }

    [Theory]
    [InlineData("pk = 'a'", "a")]
    [InlineData("'a' = pk AND n = 1", "a")]
    [InlineData("pk IN ['b', 'a']", "a b")]
    [InlineData("pk = 'b' OR pk = 'a'", "a b")]
    [InlineData("pk = 'a' AND sk > 1 AND sk <= 3", "a")]
    [InlineData("pk = 'a' AND (sk = 1 OR sk = 2)", "a a")]
    [InlineData("pk = 'a' AND sk IN [1, 2]", "a a")]
    [InlineData("pk IN ['a', 'b'] AND sk IN [1, 2]", "a a b b")]
    [InlineData("(pk = 'a' AND sk = 1) OR (pk = 'b' AND n = 2)", "a b")]
    [InlineData("pk = 'a' OR pk = 'a' AND NOT sk = 1", "a")]
    [InlineData("pk > 'a'", null)]
    [InlineData("pk = 'a' OR n = 1", null)]
    [InlineData("NOT pk = 'a'", null)]
    [InlineData("pk = 'a' AND pk = 'b'", null)]
    [InlineData("pk = n", null)]
    public void A_SELECT_reads_the_partitions_that_its_WHERE_clause_pins_down(string where, string? partitions)
    {
        var plan = Plan($"SELECT * FROM t WHERE {where}");
        Assert.Equal(
            partitions,
            plan.Ranges is null
                ? null
                : string.Join(' ', plan.Ranges.Select(range => ((AttributeValue.S)range.Partition).Value)));
    }

    [Theory]
    [InlineData("pk IN ['a', 'a']")]
    [InlineData("pk = 'a' OR pk = 'a'")]
    [InlineData("pk = 'a' AND (sk > 0 OR sk < 5)")]
    [InlineData("pk = 'a' AND (sk = 1 OR n = 2)")]
    [InlineData("(pk = 'a' AND n = 1) OR (pk = 'a' AND n = 2)")]
    public void Ranges_of_one_partition_do_not_overlap(string where) => Assert.Equal(
        "Overlapping conditions with range keys are not supported in where clause",
        Request.Refusal(() => Plan($"SELECT * FROM t WHERE {where}")));

    [Theory]
    [InlineData("SELECT * FROM t ORDER BY sk", "Must have WHERE clause in the statement when using ORDER BY clause.")]
    [InlineData("SELECT * FROM t WHERE pk = 'o' ORDER BY n",
        "Attribute n in ORDER BY clause must be part of the primary key")]
    [InlineData("SELECT * FROM t WHERE pk > 'a' ORDER BY sk",
        "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.")]
    [InlineData("SELECT * FROM t WHERE pk IN ['o', 'p'] ORDER BY sk DESC",
        "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.")]
    [InlineData("SELECT * FROM t WHERE pk = 1 OR pk = 'a'",
        "Key attribute's data type should match its data type in table's schema: Key pk")]
    [InlineData("SELECT * FROM t WHERE pk = 'a' AND sk IN [1, '2']",
        "Key attribute's data type should match its data type in table's schema: Key sk")]
    [InlineData("SELECT * FROM t WHERE pk = true", "Key value must be of type S, N, or B. Key name: pk, Key type: BOOL")]
    public void What_a_table_cannot_be_asked_is_refused(string statement, string message) =>
        Assert.Equal(message, Request.Refusal(() => Plan(statement)));

    [Fact]
    public void A_SELECT_reads_fifty_ranges_at_most()
    {
        Assert.Equal(50, Plan($"SELECT * FROM t WHERE pk IN [{Values(50)}]").Ranges!.Count);
        const string message = "Too many decomposed read operations for a given query.";
        Assert.Equal(message, Request.Refusal(() => Plan($"SELECT * FROM t WHERE pk IN [{Values(51)}]")));
        Assert.Equal(
            message, Request.Refusal(() => Plan($"SELECT * FROM t WHERE pk IN [{Values(26)}] AND sk IN [1, 2]")));
        Assert.Null(Plan($"SELECT * FROM t WHERE pk IN [{Values(51)}] OR n = 1").Ranges);
    }

    static string Values(int count) => string.Join(',', Enumerable.Range(0, count).Select(value => $"'v{value}'"));

    static StatementPlan Plan(string statement)
    {
        var select = (PartiQlStatement.Select)PartiQlStatement.Parse(statement);
        return StatementPlan.Of(select, select.Bind([]), Keys);
    }
}
