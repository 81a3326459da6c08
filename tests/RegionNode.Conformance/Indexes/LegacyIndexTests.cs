using GlobalTables.RegionNode.Conformance.Legacy;
using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>Parameters from before expressions, of tables that have indexes.</summary>
public sealed class LegacyIndexTests(Dynamo dynamo) : IAsyncLifetime
{
    string table = "";

    public async ValueTask InitializeAsync()
    {
        table = await dynamo.MakeTableAsync(dynamo.Table()
            .With(
                Global("global", ("g", KeyType.HASH), ("n", KeyType.RANGE)).Projecting(Including("v")),
                Text("g"), Number("n"))
            .With(Local("local", "l", KeysOnly()), Text("l")));
        foreach (var (place, n) in new[] { "3", "1", "2" }.Index())
        {
            await dynamo.PutAsync(table, Item(
                "p", S($"{place}"), ("g", S("a")), ("n", N(n)), ("l", S($"l{place}")), ("v", S($"v{place}")),
                ("x", S($"x{place}"))));
        }

        await dynamo.QueryAsync(3, () => Query(table, "global", "g = :g", (":g", S("a"))));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("GE", "N:2", "2 3")]
    [InlineData("BETWEEN", "N:1 N:2", "1 2")]
    [InlineData("EQ", "N:3", "3")]
    public async Task Conditions_on_the_keys_of_an_index(string comparison, string values, string expected)
    {
        var query = OfA("global");
        query.KeyConditions["n"] = LegacyRequests.Condition(comparison, values);
        Assert.Equal(expected, (await dynamo.Api.QueryAsync(query)).Items.Of("n"));
    }

    [Fact]
    public Task Conditions_on_other_keys()
    {
        var query = OfA("global");
        query.KeyConditions["sk"] = LegacyRequests.Condition("EQ", "S:0");
        return Refusal.ValidationAsync("Query condition missed key schema element: n", dynamo.Api.QueryAsync(query));
    }

    [Fact]
    public Task A_condition_that_no_order_answers()
    {
        var query = OfA("global");
        query.KeyConditions["n"] = LegacyRequests.Condition("NE", "N:1");
        return Refusal.ValidationAsync(
            "Attempted conditional constraint is not an indexable operation", dynamo.Api.QueryAsync(query));
    }

    [Fact]
    public async Task A_filter_may_name_the_keys_of_the_table_and_not_those_of_the_index()
    {
        var query = OfA("global");
        query.QueryFilter = new() { ["sk"] = LegacyRequests.Condition("GE", "S:1") };
        Assert.Equal("1 2", (await dynamo.Api.QueryAsync(query)).Items.Of("n"));

        query.QueryFilter = new() { ["n"] = LegacyRequests.Condition("EQ", "N:1") };
        await Refusal.ValidationAsync(
            "QueryFilter can only contain non-primary key attributes: Primary key attribute: n",
            dynamo.Api.QueryAsync(query));
    }

    [Fact]
    public async Task A_filter_names_what_the_index_has()
    {
        var query = OfA("global");
        query.QueryFilter = new() { ["x"] = LegacyRequests.Condition("EQ", "S:x1") };
        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: Secondary index global does not project one or more filter "
            + "attributes: [x]",
            dynamo.Api.QueryAsync(query));

        var page = await dynamo.Api.ScanAsync(new ScanRequest
        {
            TableName = table,
            IndexName = "global",
            ScanFilter = new()
            {
                ["n"] = LegacyRequests.Condition("GE", "N:2"),
                ["v"] = LegacyRequests.Condition("EQ", "S:v2"),
            },
        });
        Assert.Equal("2", page.Items.Of("n"));
    }

    [Fact]
    public async Task Attributes_to_get_are_those_that_the_index_has()
    {
        var query = OfA("global");
        query.AttributesToGet = ["v", "n"];
        Assert.All((await dynamo.Api.QueryAsync(query)).Items, item => Assert.Equal("n v", Names(item)));

        query.AttributesToGet = ["x", "v"];
        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: Global secondary index global does not project [x]",
            dynamo.Api.QueryAsync(query));
    }

    [Fact]
    public async Task A_local_index_fetches_what_it_does_not_have()
    {
        var page = await dynamo.Api.QueryAsync(new()
        {
            TableName = table,
            IndexName = "local",
            KeyConditions = new() { ["pk"] = LegacyRequests.Condition("EQ", "S:p") },
            AttributesToGet = ["x"],
        });
        Assert.Equal("x0 x1 x2", page.Items.Of("x"));
    }

    [Theory]
    [InlineData("PUT", "S:x", "n", "Type mismatch for Index Key n Expected: N Actual: S IndexName: global")]
    [InlineData("ADD", "N:1", "g", "Type mismatch for Index Key g Expected: S Actual: N IndexName: global")]
    public Task An_update_to_another_type(string action, string value, string attribute, string message) =>
        Refusal.ValidationAsync(
            "One or more parameter values were invalid: " + message,
            dynamo.Api.UpdateItemAsync(new()
            {
                TableName = table,
                Key = Item("p", S("0")),
                AttributeUpdates = new()
                {
                    [attribute] = new() { Action = action, Value = LegacyRequests.Values(value)[0] },
                },
            }));

    QueryRequest OfA(string index) => new()
    {
        TableName = table,
        IndexName = index,
        KeyConditions = new() { ["g"] = LegacyRequests.Condition("EQ", "S:a") },
    };
}
