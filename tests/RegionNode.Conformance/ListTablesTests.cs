namespace GlobalTables.RegionNode.Conformance;

public sealed class ListTablesTests(Dynamo dynamo)
{
    [Fact]
    public async Task Pages_tell_every_table_in_the_order_of_the_names()
    {
        string[] shared = [dynamo.Simple, dynamo.Sorted, dynamo.SortedByNumber, dynamo.SortedByBinary];

        var names = new List<string>();
        string? last = null;
        do
        {
            var page = await dynamo.Api.ListTablesAsync(
                new ListTablesRequest { ExclusiveStartTableName = last, Limit = 2 });
            Assert.InRange(page.TableNames.Count, 0, 2);
            names.AddRange(page.TableNames);
            last = page.LastEvaluatedTableName;
        }
        while (last is not null);

        Assert.Superset(shared.ToHashSet(), names.ToHashSet());
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task A_start_need_not_be_a_table()
    {
        var page = await dynamo.Api.ListTablesAsync(
            new ListTablesRequest { ExclusiveStartTableName = dynamo.Simple + "-none" });

        Assert.DoesNotContain(dynamo.Simple, page.TableNames);
    }

    [Theory]
    [InlineData(0, "greater than or equal to 1")]
    [InlineData(101, "less than or equal to 100")]
    public Task A_limit_is_from_1_to_100(int limit, string rule) => Refusal.ValidationAsync(
        $"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
        + $"Member must have value {rule}",
        dynamo.Api.ListTablesAsync(new ListTablesRequest { Limit = limit }));
}
