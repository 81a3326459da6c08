namespace GlobalTables.RegionNode.Conformance;

public sealed class QueryRefusalTests(Dynamo dynamo)
{
    [Fact]
    public Task A_key_condition_is_needed() => Refusal.ValidationAsync(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        dynamo.Api.QueryAsync(new QueryRequest { TableName = dynamo.Sorted }));

    [Fact]
    public Task A_table_has_to_be_there()
    {
        var request = Any();
        request.TableName = dynamo.NewName();
        return Refusal.NoTableAsync(dynamo.Api.QueryAsync(request));
    }

    [Fact]
    public Task A_start_key_has_the_keys_of_the_schema()
    {
        var request = Any();
        request.ExclusiveStartKey = Item("p");
        return Refusal.ValidationAsync("The provided starting key is invalid", dynamo.Api.QueryAsync(request));
    }

    [Fact]
    public Task A_start_key_lies_in_the_partition()
    {
        var request = Any();
        request.ExclusiveStartKey = Item("q", S("a"));
        return Refusal.ValidationAsync(
            "The provided starting key is outside query boundaries based on provided conditions",
            dynamo.Api.QueryAsync(request));
    }

    [Fact]
    public Task A_start_key_lies_within_the_key_condition()
    {
        var request = Any();
        request.KeyConditionExpression = "pk = :pk AND sk > :sk";
        request.ExpressionAttributeValues[":sk"] = S("m");
        request.ExclusiveStartKey = Item("p", S("a"));
        return Refusal.ValidationAsync(
            "The provided starting key does not match the range key predicate", dynamo.Api.QueryAsync(request));
    }

    [Fact]
    public Task A_limit_is_at_least_one()
    {
        var request = Any();
        request.Limit = 0;
        return Refusal.ValidationAboutAsync(
            "failed to satisfy constraint: Member must have value greater than or equal to 1",
            dynamo.Api.QueryAsync(request));
    }

    [Fact]
    public Task COUNT_takes_no_projection()
    {
        var request = Any();
        request.Select = Select.COUNT;
        request.ProjectionExpression = "n";
        return Refusal.ValidationAboutAsync(
            "Cannot specify the ProjectionExpression when choosing to get only the Count",
            dynamo.Api.QueryAsync(request));
    }

    [Fact]
    public Task ALL_PROJECTED_ATTRIBUTES_is_for_indexes()
    {
        var request = Any();
        request.Select = Select.ALL_PROJECTED_ATTRIBUTES;
        return Refusal.ValidationAboutAsync(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
            dynamo.Api.QueryAsync(request));
    }

    QueryRequest Any() => new()
    {
        TableName = dynamo.Sorted,
        KeyConditionExpression = "pk = :pk",
        ExpressionAttributeValues = Map((":pk", S("p"))),
    };
}
