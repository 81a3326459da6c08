using static GlobalTables.RegionNode.Conformance.Indexes.IndexRequests;

namespace GlobalTables.RegionNode.Conformance.Indexes;

/// <summary>Global indexes whose key has several HASH and several RANGE attributes.</summary>
public sealed class SeveralKeyAttributesTests(Dynamo dynamo) : IAsyncLifetime
{
    string table = "";

    public async ValueTask InitializeAsync()
    {
        table = await dynamo.MakeTableAsync(dynamo.Table().With(
            Global("index", ("a", KeyType.HASH), ("b", KeyType.HASH), ("x", KeyType.RANGE), ("y", KeyType.RANGE),
                ("z", KeyType.RANGE)),
            Text("a"), Number("b"), Text("x"), Number("y"), Text("z")));
        foreach (var (place, (x, y, z)) in new[]
        {
            ("u", "2", "k"), ("u", "10", "l"), ("u", "2", "l"), ("t", "3", "m"), ("v", "-1", "n"), ("uu", "0", "o"),
        }.Index())
        {
            await dynamo.PutAsync(table, Row($"p{place}", ("x", S(x)), ("y", N(y)), ("z", S(z))));
        }

        await dynamo.PutAsync(table, Row("without", ("x", S("u")), ("y", N("2"))));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("", "p3 p0 p2 p1 p5 p4")]
    [InlineData("AND x = :x", "p0 p2 p1")]
    [InlineData("AND x > :x", "p5 p4")]
    [InlineData("AND x >= :x", "p0 p2 p1 p5 p4")]
    [InlineData("AND x < :x", "p3")]
    [InlineData("AND x <= :x", "p3 p0 p2 p1")]
    [InlineData("AND begins_with(x, :x)", "p0 p2 p1 p5")]
    [InlineData("AND x BETWEEN :x AND :v", "p0 p2 p1 p5 p4")]
    [InlineData("AND x = :x AND y < :y", "p0 p2")]
    [InlineData("AND y = :two AND x = :x AND z > :z", "p2")]
    [InlineData("AND x = :x AND y = :two AND begins_with(z, :z)", "p0")]
    public async Task Conditions_go_from_left_to_right(string condition, string expected)
    {
        var items = await dynamo.QueryAsync(expected.Split(' ').Length, () => OfAll(condition));
        Assert.Equal(expected, items.Of("pk"));
    }

    [Fact]
    public async Task A_page_ends_with_every_key()
    {
        await dynamo.QueryAsync(6, () => OfAll(""));
        var query = OfAll("");
        query.Limit = 2;
        var page = await dynamo.Api.QueryAsync(query);
        Assert.Equal("a b pk sk x y z", Names(page.LastEvaluatedKey));
        var pages = await Pages.OfAsync(dynamo.Api, query);
        Assert.Equal("p3 p0 p2 p1 p5 p4", pages.Items.Of("pk"));
    }

    [Theory]
    [InlineData("a = :a AND b = :b AND y = :two", "x", "y")]
    [InlineData("a = :a AND b = :b AND x > :x AND y = :two", "x", "y")]
    [InlineData("a = :a AND b = :b AND x = :x AND z = :z", "y", "z")]
    public Task A_gap_is_refused(string condition, string missing, string present) => Refusal.ValidationAboutAsync(
        $"RANGE key attributes {missing} must have equality conditions specified in the query because a condition is "
        + $"present on key attribute {present}",
        dynamo.Api.QueryAsync(Of(condition)));

    [Fact]
    public Task Every_HASH_attribute_is_given() => Refusal.ValidationAsync(
        "Query condition missed key schema element: b", dynamo.Api.QueryAsync(Of("a = :a AND x = :x")));

    QueryRequest OfAll(string condition) => Of($"a = :a AND b = :b {condition}");

    QueryRequest Of(string condition)
    {
        var values = new[]
        {
            (":a", S("a")), (":b", N("1")), (":x", S("u")), (":v", S("v")), (":y", N("5")), (":two", N("2")),
            (":z", S("k")),
        };
        return Query(table, "index", condition, [.. values.Where(value => condition.Split(' ', ',', ')').Contains(value.Item1))]);
    }

    static Dictionary<string, AttributeValue> Row(string pk, params (string, AttributeValue)[] more) =>
        Item(pk, S("s"), [("a", S("a")), ("b", N("1")), .. more]);
}
