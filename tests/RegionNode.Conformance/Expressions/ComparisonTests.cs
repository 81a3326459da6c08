namespace GlobalTables.RegionNode.Conformance.Expressions;

/// <summary>What is equal, and what comes before what, for each type.</summary>
public sealed class ComparisonTests(Dynamo dynamo)
{
    public static TheoryData<string, AttributeValue, AttributeValue> Holding => new()
    {
        { "v = :v", N("1.0"), N("1") },
        { "v = :v", NS("1", "2"), NS("2.0", "1.0") },
        { "v = :v", L(N("1"), S("a")), L(N("1"), S("a")) },
        { "v = :v", M(("a", N("1")), ("b", Null())), M(("b", Null()), ("a", N("1.00"))) },
        { "v = :v", B(1, 2), B(1, 2) },
        { "v = :v", Null(), Null() },
        { "v = :v", S(""), S("") },
        { "v <> :v", S("1"), N("1") },
        { "v <> :v", L(N("1"), N("2")), L(N("2"), N("1")) },
        { "v <> :v", SS("a"), L(S("a")) },
        { "v <> :v", Bool(true), Bool(false) },
        { "v < :v", S("B"), S("a") },
        { "v < :v", S("\uFFFD"), S("😀") },
        { "v < :v", B(1), B(1, 0) },
        { "v < :v", B(127), B(128) },
        { "v < :v", N("-10"), N("-9") },
        { "v >= :v", N("1E10"), N("10000000000") },
        { "begins_with(v, :v)", B(1, 2, 3), B(1, 2) },
        { "contains(v, :v)", B(1, 2, 3), B(2, 3) },
        { "contains(v, :v)", NS("1", "2"), N("2.0") },
        { "contains(v, :v)", BS([1], [2]), B(2) },
        { "contains(v, :v)", L(M(("a", N("1")))), M(("a", N("1"))) },
        { "size(v) = :v", S("é"), N("1") },
        { "size(v) = :v", B(1, 2, 3), N("3") },
        { "size(v) = :v", M(), N("0") },
        { "attribute_type(v, :v)", Null(), S("NULL") },
        { "attribute_type(v, :v)", Bool(false), S("BOOL") },
    };

    [Theory]
    [MemberData(nameof(Holding))]
    public async Task These_hold(string condition, AttributeValue stored, AttributeValue given) =>
        Assert.NotNull(await AskAsync(condition, stored, given));

    public static TheoryData<string, AttributeValue, AttributeValue> Failing => new()
    {
        { "v = :v", S("a"), S("A") },
        { "v = :v", S("a"), B(97) },
        { "v < :v", S("1"), N("2") },
        { "v > :v", N("2"), S("1") },
        { "contains(v, :v)", S("text"), N("1") },
        { "contains(v, :v)", SS("a"), N("1") },
        { "contains(v, :v)", M(("a", S("x"))), S("a") },
        { "begins_with(v, :v)", S("text"), B(116) },
        { "size(v) = :v", Bool(true), N("1") },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task These_do_not(string condition, AttributeValue stored, AttributeValue given) =>
        await Refusal.ConditionAsync(AskAsync(condition, stored, given));

    [Fact]
    public Task A_type_is_one_of_the_types() => Refusal.ValidationAboutAsync(
        "Invalid ConditionExpression: Invalid attribute type name found; type: STRING, valid types: {",
        AskAsync("attribute_type(v, :v)", S("a"), S("STRING")));

    async Task<DeleteItemResponse> AskAsync(string condition, AttributeValue stored, AttributeValue given)
    {
        var pk = await dynamo.PutNewAsync(("v", stored));
        return await dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ConditionExpression = condition,
            ExpressionAttributeValues = Map((":v", given)),
        });
    }
}
