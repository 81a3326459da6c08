namespace GlobalTables.RegionNode.Conformance.Expressions;

/// <summary>ExpressionAttributeNames and ExpressionAttributeValues.</summary>
public sealed class SubstitutionsTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_name_stands_for_an_attribute_and_not_for_a_path()
    {
        var pk = await dynamo.PutNewAsync(("a.b", N("1")), ("a", M(("b", N("2")))));

        var answer = await UpdateAsync(pk, "SET #ab = :v, #a.#b = :v", Names(("#ab", "a.b"), ("#a", "a"), ("#b", "b")));

        Assert.Equal("N:9", Text(answer.Attributes["a.b"]));
        Assert.Equal("M:{b=N:9}", Text(answer.Attributes["a"]));
    }

    [Fact]
    public async Task A_name_may_be_a_reserved_word_and_be_used_more_than_once()
    {
        var pk = await dynamo.PutNewAsync(("size", N("1")));

        var answer = await UpdateAsync(pk, "SET #s = #s + :v", Names(("#s", "size")));

        Assert.Equal("N:10", Text(answer.Attributes["size"]));
    }

    [Fact]
    public async Task Placeholders_may_begin_with_a_digit()
    {
        var pk = await dynamo.PutNewAsync();

        var answer = await UpdateAsync(pk, "SET #0 = :v", Names(("#0", "a")));

        Assert.Equal("N:9", Text(answer.Attributes["a"]));
    }

    [Fact]
    public Task Names_are_not_empty() => Refusal.ValidationAsync(
        "ExpressionAttributeNames must not be empty", UpdateAsync("p", "SET a = :v", []));

    [Fact]
    public Task A_names_placeholder_begins_with_a_hash() => Refusal.ValidationAsync(
        "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"",
        UpdateAsync("p", "SET a = :v", Names(("a", "a"))));

    [Fact]
    public Task Values_are_not_empty() => Refusal.ValidationAsync(
        "ExpressionAttributeValues must not be empty", UpdateAsync("p", "REMOVE a", null, []));

    public static TheoryData<string, AttributeValue> Refused => new()
    {
        {
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            new()
        },
        { "One or more parameter values were invalid: An string set  may not be empty", SS() },
        { "One or more parameter values were invalid: Input collection [a, a] contains duplicates.", SS("a", "a") },
        { "The parameter cannot be converted to a numeric value: b", N("b") },
        { "Attempting to store more than 38 significant digits in a Number", N(new string('1', 39)) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public Task A_value_is_refused_with_its_name(string message, AttributeValue value) => Refusal.ValidationAsync(
        $"ExpressionAttributeValues contains invalid value: {message} for key :v",
        UpdateAsync("p", "SET a = :v", null, Map((":v", value))));

    Task<UpdateItemResponse> UpdateAsync(
        string pk,
        string expression,
        Dictionary<string, string>? names,
        Dictionary<string, AttributeValue>? values = null) => dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            UpdateExpression = expression,
            ExpressionAttributeNames = names,
            ExpressionAttributeValues = values ?? Map((":v", N("9"))),
            ReturnValues = ReturnValue.ALL_NEW,
        });
}
