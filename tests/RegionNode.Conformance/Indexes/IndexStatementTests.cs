using System.Globalization;
using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>PartiQL statements that read indexes, and that write tables which have some.</summary>
public sealed class IndexStatementTests(Dynamo dynamo) : IAsyncLifetime
{
    const string Several =
        "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.";

    const string Mismatch =
        "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N "
        + "IndexName: global";

    string table = "";

    public async ValueTask InitializeAsync()
    {
        table = await dynamo.MakeTableAsync(dynamo.Table()
            .With(
                Global("global", ("g", KeyType.HASH), ("n", KeyType.RANGE)).Projecting(Including("v")),
                Text("g"), Number("n"))
            .With(Global("several", ("g", KeyType.HASH), ("h", KeyType.HASH)), Text("h"))
            .With(Local("local", "l", KeysOnly()), Text("l")));
        foreach (var (place, n) in new[] { "3", "1", "2", "1" }.Index())
        {
            await dynamo.PutAsync(table, Item(
                "p", S($"{place}"), ("g", S(place < 3 ? "a" : "b")), ("n", N(n)), ("l", S($"l{3 - place}")),
                ("v", S($"v{place}")), ("x", S($"x{place}"))));
        }

        await dynamo.PutAsync(table, Item("q", S("0"), ("x", S("x"))));
        await dynamo.QueryAsync(3, () => Query(table, "global", "g = :g", (":g", S("a"))));
        await dynamo.QueryAsync(1, () => Query(table, "global", "g = :g", (":g", S("b"))));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("g = 'a'", "1 2 3")]
    [InlineData("g = 'a' ORDER BY n DESC", "3 2 1")]
    [InlineData("g = 'a' AND n > 1", "2 3")]
    [InlineData("g = 'a' AND v = 'v0'", "3")]
    [InlineData("g IN ['b', 'a'] ORDER BY g DESC, n ASC", "1 1 2 3")]
    [InlineData("n = 1 AND g = 'b'", "1")]
    [InlineData("g = 'c'", "")]
    public async Task A_SELECT_reads_a_global_index(string where, string expected)
    {
        var items = await SelectAsync("*", "global", where);
        Assert.Equal(expected, items.Of("n"));
        Assert.All(items, item => Assert.Equal("g n pk sk v", Names(item)));
    }

    [Theory]
    [InlineData("sk = '1'", "1")]
    [InlineData("n < 3 AND v <> 'v2'", "1 1")]
    [InlineData("g = 'a' OR n = 1", "1 1 2 3")]
    public async Task Without_the_key_of_the_index_it_is_scanned(string where, string expected)
    {
        var items = await SelectAsync("*", "global", where);
        Assert.Equal(expected, string.Join(' ', items.Select(item => item["n"].N).Order()));
    }

    [Fact]
    public async Task A_SELECT_of_a_local_index_may_ask_for_more_than_it_has()
    {
        var whole = await SelectAsync("*", "local", "pk = 'p' AND l <= 'l2'", isConsistent: true);
        Assert.Equal("l0 l1 l2", whole.Of("l"));
        Assert.All(whole, item => Assert.Equal("l pk sk", Names(item)));

        var more = await SelectAsync("x", "local", "pk = 'p' AND l <= 'l2'", isConsistent: true);
        Assert.Equal("x3 x2 x1", more.Of("x"));
        Assert.Equal("l1", (await SelectAsync("l", "local", "pk = 'p' AND x = 'x2'")).Of("l"));
    }

    [Theory]
    [InlineData("g = 'a'", "1 2 3")]
    [InlineData("g IN ['a', 'b'] ORDER BY g ASC, n ASC", "1 2 3 1")]
    public async Task Pages_follow_each_other(string where, string expected)
    {
        var (found, token) = (new List<string>(), (string?)null);
        do
        {
            var page = await dynamo.Api.ExecuteStatementAsync(new()
            {
                Statement = $"SELECT * FROM \"{table}\".\"global\" WHERE {where}",
                Limit = 1,
                NextToken = token,
            });
            found.AddRange((page.Items ?? []).Select(item => item["n"].N));
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory]
    [InlineData("x, v, y", "Global secondary index global does not project [x, y]")]
    [InlineData("x", "Global secondary index global does not project [x]")]
    public Task A_global_index_has_no_more_than_it_projects(string columns, string message) =>
        Refusal.ValidationAsync(
            "One or more parameter values were invalid: " + message, SelectAsync(columns, "global", "g = 'a'"));

    [Fact]
    public Task A_global_index_is_not_read_consistently() => Refusal.ValidationAsync(
        "Strongly consistent read is not supported on Global Secondary Indexes",
        SelectAsync("*", "global", "g = 'a'", isConsistent: true));

    [Fact]
    public Task An_index_that_is_not_there_comes_first() => Refusal.ValidationAsync(
        "The table does not have the specified index", SelectAsync("*", "absent", "g = 'a'", isConsistent: true));

    [Fact]
    public Task An_index_with_several_keys_of_a_kind_is_not_read() =>
        Refusal.ValidationAsync(Several, SelectAsync("*", "several", "g = 'a' AND h = 5"));

    [Fact]
    public async Task A_batch_reads_no_index()
    {
        var answer = await dynamo.ExecuteBatchAsync(
            $"SELECT * FROM \"{table}\".\"global\" WHERE g = 'a'",
            $"SELECT * FROM \"{table}\".\"several\" WHERE g = 'a'",
            $"SELECT * FROM \"{table}\" WHERE pk = 'q' AND sk = '0'");

        Assert.Equal(
            "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
            answer.Responses[0].Error.Message);
        Assert.Equal(Several, answer.Responses[1].Error.Message);
        Assert.Equal("x", answer.Responses[2].Item["x"].S);
    }

    [Theory]
    [InlineData("INSERT INTO {0} VALUE {{'pk': 'p', 'sk': 'new', 'g': 1}}")]
    [InlineData("UPDATE {0} SET g = 1 WHERE pk = 'q' AND sk = '0'")]
    public Task A_key_of_an_index_has_its_type(string statement) => Refusal.ValidationAsync(
        Mismatch, dynamo.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, statement, $"\"{table}\"")));

    [Fact]
    public async Task A_write_costs_the_indexes_that_it_changes()
    {
        Assert.Equal("3 1 g1 l1", await CostAsync(
            "INSERT INTO {0} VALUE {{'pk': 'new', 'sk': 's', 'g': 'new', 'n': 1, 'l': 'l'}}"));
        Assert.Equal("2 1 g1 l0", await CostAsync("UPDATE {0} SET v = 'v' WHERE pk = 'new' AND sk = 's'"));
        Assert.Equal("0.5 0 g0.5 l0", await CostAsync("SELECT * FROM {0}.\"global\" WHERE g = 'a'"));
        Assert.Equal("3 1 g1 l1", await CostAsync("DELETE FROM {0} WHERE pk = 'new' AND sk = 's'"));
    }

    async Task<string> CostAsync(string statement)
    {
        var cost = (await dynamo.Api.ExecuteStatementAsync(new()
        {
            Statement = string.Format(CultureInfo.InvariantCulture, statement, $"\"{table}\""),
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        })).ConsumedCapacity;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cost.CapacityUnits} {cost.Table.CapacityUnits} g{UnitsOf(cost.GlobalSecondaryIndexes, "global")} "
            + $"l{UnitsOf(cost.LocalSecondaryIndexes, "local")}");
    }

    static double UnitsOf(Dictionary<string, Capacity>? indexes, string name) =>
        indexes is not null && indexes.TryGetValue(name, out var capacity) ? capacity.CapacityUnits ?? 0 : 0;

    async Task<List<Dictionary<string, AttributeValue>>> SelectAsync(
        string columns, string index, string where, bool isConsistent = false)
    {
        var answer = await dynamo.Api.ExecuteStatementAsync(new()
        {
            Statement = $"SELECT {columns} FROM \"{table}\".\"{index}\" WHERE {where}",
            ConsistentRead = isConsistent,
        });
        return answer.Items ?? [];
    }
}
