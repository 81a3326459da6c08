namespace GlobalTables.RegionNode.Conformance;

/// <summary>Values of every type come back as they were given, or are refused.</summary>
public sealed class TypesTests(Dynamo dynamo)
{
    public static TheoryData<string, AttributeValue> Accepted => new()
    {
        { "a string", S("text") },
        { "a string beyond ASCII", S("naïve 日本 😀 \"quoted\" \\ \n\t\u0000") },
        { "an empty string", S("") },
        { "a number", N("42") },
        { "binary", B(0, 1, 255) },
        { "empty binary", B() },
        { "true", Bool(true) },
        { "false", Bool(false) },
        { "null", Null() },
        { "a list", L(S("a"), N("1"), Null(), Bool(false)) },
        { "an empty list", L() },
        { "a map", M(("a", S("x")), ("b", N("1"))) },
        { "an empty map", M() },
        { "a string set", SS("b", "a", "c") },
        { "a string set with an empty string", SS("", "a") },
        { "a number set", NS("3", "1", "2.5") },
        { "a binary set", BS([1], [0], [255, 0]) },
        { "nested", L(M(("l", L(M(("s", SS("a")), ("n", N("1"))), L(L())))), M()) },
        { "a map with names of all kinds", M(("with.dot", S("x")), ("with space", S("x")), ("é", S("x"))) },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_value_comes_back(string what, AttributeValue value)
    {
        var pk = await dynamo.PutNewAsync(("v", value));

        Assert.Equal((what, Text(value)), (what, Text((await dynamo.GetAsync(pk))!["v"])));
    }

    public static TheoryData<string, AttributeValue> Refused => new()
    {
        { "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes", new() },
        { "One or more parameter values were invalid: Input collection [a, a] contains duplicates.", SS("a", "a") },
        { "Input collection contains duplicates", NS("1", "1.0") },
        {
            "One or more parameter values were invalid: Input collection [AQ==, AQ==]of type BS contains duplicates.",
            BS([1], [1])
        },
        { "One or more parameter values were invalid: An string set  may not be empty", SS() },
        { "One or more parameter values were invalid: An number set  may not be empty", NS() },
        { "One or more parameter values were invalid: Binary sets should not be empty", BS() },
        {
            "Supplied AttributeValue has more than one datatypes set, "
            + "must contain exactly one of the supported datatypes",
            new() { S = "a", N = "1" }
        },
        {
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            L(new AttributeValue())
        },
        {
            "One or more parameter values were invalid: Null attribute value types must have the value of true",
            new() { NULL = false }
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public Task A_value_is_refused(string message, AttributeValue value) =>
        Refusal.ValidationAsync(message, dynamo.PutNewAsync(("v", value)));

    [Fact]
    public async Task Sets_are_equal_in_any_order()
    {
        var pk = await dynamo.PutNewAsync(("v", SS("a", "b", "c")));

        await dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ConditionExpression = "v = :v",
            ExpressionAttributeValues = Map((":v", SS("c", "a", "b"))),
        });

        Assert.Null(await dynamo.GetAsync(pk));
    }

    [Fact]
    public Task A_key_is_in_the_item() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Missing the key pk in the item",
        dynamo.PutAsync(dynamo.Simple, Map(("a", S("x")))));

    [Fact]
    public Task A_sort_key_is_in_the_item() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Missing the key sk in the item",
        dynamo.PutAsync(dynamo.Sorted, Item("p")));

    [Fact]
    public Task A_key_has_the_type_of_the_schema() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
        dynamo.PutAsync(dynamo.Simple, Map(("pk", N("1")))));

    [Fact]
    public Task A_sort_key_has_the_type_of_the_schema() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Type mismatch for key sk expected: B actual: BOOL",
        dynamo.PutAsync(dynamo.SortedByBinary, Item("p", Bool(true))));

    [Fact]
    public Task A_key_is_not_empty() => Refusal.ValidationAsync(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
        + "string value. Key: pk",
        dynamo.PutAsync(dynamo.Simple, Item("")));

    [Fact]
    public Task A_binary_key_is_not_empty() => Refusal.ValidationAsync(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
        + "binary value. Key: sk",
        dynamo.PutAsync(dynamo.SortedByBinary, Item("p", B())));
}
