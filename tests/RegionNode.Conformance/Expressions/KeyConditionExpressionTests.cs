namespace GlobalTables.RegionNode.Conformance.Expressions;

public sealed class KeyConditionExpressionTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("pk = :pk AND sk = :b", "b")]
    [InlineData("sk = :b AND pk = :pk", "b")]
    [InlineData("(pk = :pk) AND (sk = :b)", "b")]
    [InlineData("pk = :pk AND sk < :b", "a,ab")]
    [InlineData("pk = :pk AND sk <= :b", "a,ab,b")]
    [InlineData("pk = :pk AND sk > :b", "ba,c")]
    [InlineData("pk = :pk AND sk >= :b", "b,ba,c")]
    [InlineData("pk = :pk AND :b < sk", "ba,c")]
    [InlineData("pk = :pk AND sk BETWEEN :a AND :b", "a,ab,b")]
    [InlineData("pk = :pk AND begins_with(sk, :b)", "b,ba")]
    [InlineData("pk = :pk AND begins_with(sk, :z)", "")]
    public async Task Each_operator_takes_its_range_of_strings(string condition, string expected)
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("ab"), S("b"), S("ba"), S("c"));

        var answer = await QueryAsync(dynamo.Sorted, condition, Map(
            (":pk", S(pk)), (":a", S("a")), (":b", S("b")), (":z", S("z"))));

        Assert.Equal(expected, string.Join(',', answer.Items.Select(item => item["sk"].S)));
    }

    [Theory]
    [InlineData("pk = :pk AND sk = :zero", "0")]
    [InlineData("pk = :pk AND sk < :zero", "-10,-1.5")]
    [InlineData("pk = :pk AND sk <= :zero", "-10,-1.5,0")]
    [InlineData("pk = :pk AND sk > :zero", "2,10")]
    [InlineData("pk = :pk AND sk >= :zero", "0,2,10")]
    [InlineData("pk = :pk AND sk BETWEEN :low AND :high", "-1.5,0,2")]
    public async Task Each_operator_takes_its_range_of_numbers(string condition, string expected)
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, N("-10"), N("-1.5"), N("0"), N("2"), N("10"));

        var answer = await QueryAsync(dynamo.SortedByNumber, condition, Map(
            (":pk", S(pk)), (":zero", N("0.0")), (":low", N("-1.50")), (":high", N("9.9"))));

        Assert.Equal(expected, string.Join(',', answer.Items.Select(item => item["sk"].N)));
    }

    [Fact]
    public async Task Begins_with_takes_binary_that_ends_in_the_highest_byte()
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByBinary, B(1), B(255), B(255, 255), B(255, 255, 1));

        var answer = await QueryAsync(dynamo.SortedByBinary, "pk = :pk AND begins_with(sk, :p)", Map(
            (":pk", S(pk)), (":p", B(255, 255))));

        Assert.Equal(["2", "3"], answer.Items.Select(item => item["n"].N));
    }

    [Theory]
    [InlineData("sk = :b", "Query condition missed key schema element: pk")]
    [InlineData("pk = :pk AND n = :b", "Query condition missed key schema element: sk")]
    [InlineData("pk > :pk", "Query key condition not supported")]
    [InlineData("begins_with(pk, :pk)", "Query key condition not supported")]
    [InlineData("pk = :pk OR sk = :b", "Invalid operator used in KeyConditionExpression: OR")]
    [InlineData("pk = :pk AND NOT sk = :b", "Invalid operator used in KeyConditionExpression: NOT")]
    [InlineData("pk = :pk AND sk <> :b", "Invalid operator used in KeyConditionExpression: <>")]
    [InlineData("pk = :pk AND sk IN (:b)", "Invalid operator used in KeyConditionExpression: IN")]
    [InlineData("pk = :pk AND contains(sk, :b)", "Invalid operator used in KeyConditionExpression: contains")]
    [InlineData("pk = :pk AND attribute_exists(sk)",
        "Invalid operator used in KeyConditionExpression: attribute_exists")]
    [InlineData("pk = :pk AND size(sk) = :b", "KeyConditionExpressions cannot contain nested operations")]
    [InlineData("pk = :pk AND sk.a = :b", "KeyConditionExpressions cannot have conditions on nested attributes")]
    [InlineData("pk = :pk AND pk = :b", "KeyConditionExpressions must only contain one condition per key")]
    [InlineData("pk = :pk AND sk > :b AND sk < :c", "KeyConditionExpressions must only contain one condition per key")]
    [InlineData("pk = :pk AND sk = pk",
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")]
    [InlineData("pk = :pk AND :b = :c", "Invalid condition in KeyConditionExpression: No key attribute specified")]
    [InlineData("pk = :pk AND sk = :n",
        "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("pk = :pk AND sk BETWEEN :c AND :b",
        "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to "
        + "lower bound; lower bound operand: AttributeValue: {S:c}, upper bound operand: AttributeValue: {S:b}")]
    [InlineData("", "Invalid KeyConditionExpression: The expression can not be empty;")]
    public Task What_is_wrong_is_told(string condition, string message) =>
        // The service was seen to say some of it after "Invalid KeyConditionExpression: ", and not.
        Refusal.ValidationAboutAsync(message, QueryAsync(dynamo.Sorted, condition, Map(
            (":pk", S("p")), (":b", S("b")), (":c", S("c")), (":n", N("1")))));

    Task<QueryResponse> QueryAsync(string tableName, string condition, Dictionary<string, AttributeValue> values)
    {
        var words = condition.Split(' ', ',', '(', ')');
        var used = values.Where(value => words.Contains(value.Key)).ToDictionary();
        return dynamo.Api.QueryAsync(new QueryRequest
        {
            TableName = tableName,
            KeyConditionExpression = condition,
            ExpressionAttributeValues = used.Count > 0 ? used : null,
        });
    }
}
