namespace GlobalTables.RegionNode.Conformance.Expressions;

public sealed class ProjectionExpressionTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("a", "{a=S:x}")]
    [InlineData("a, pk", "{a=S:x, pk=S:KEY}")]
    [InlineData("m.x", "{m=M:{x=N:1}}")]
    [InlineData("m.x, m.deep.z", "{m=M:{deep=M:{z=S:z}, x=N:1}}")]
    [InlineData("l[0]", "{l=L:[S:a]}")]
    [InlineData("l[2], l[0]", "{l=L:[S:a, S:c]}")]
    [InlineData("l[3].y", "{l=L:[M:{y=N:2}]}")]
    [InlineData("l[9]", "{}")]
    [InlineData("a.x", "{}")]
    [InlineData("#n", "{with.dot=S:dot}")]
    [InlineData("a, absent", "{a=S:x}")]
    public async Task A_path_takes_its_part_of_the_item(string projection, string expected)
    {
        var pk = await dynamo.PutNewAsync(
            ("a", S("x")),
            ("m", M(("x", N("1")), ("deep", M(("z", S("z")), ("y", S("y")))))),
            ("l", L(S("a"), S("b"), S("c"), M(("y", N("2")), ("z", N("3"))))),
            ("with.dot", S("dot")));

        var answer = await GetAsync(
            pk, projection, projection.Contains('#', StringComparison.Ordinal) ? Names(("#n", "with.dot")) : null);

        Assert.Equal(expected.Replace("KEY", pk, StringComparison.Ordinal), Text(answer.Item ?? []));
    }

    [Theory]
    [InlineData("", "Invalid ProjectionExpression: The expression can not be empty;")]
    [InlineData("a, a",
        "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of "
        + "these paths; path one: [a], path two: [a]")]
    [InlineData("m, m.x",
        "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of "
        + "these paths; path one: [m], path two: [m, x]")]
    [InlineData("m.x, m[0]",
        "Invalid ProjectionExpression: Two document paths conflict with each other; must remove or rewrite one of "
        + "these paths; path one: [m, x], path two: [m, [0]]")]
    [InlineData("#x",
        "Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; "
        + "attribute name: #x")]
    [InlineData("name", "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("pk.a",
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk")]
    [InlineData("a,", "Invalid ProjectionExpression: Syntax error; token: \"<EOF>\", near: \",\"")]
    [InlineData("a b", "Invalid ProjectionExpression: Syntax error; token: \"b\", near: \"a b\"")]
    [InlineData("a[x]", "Invalid ProjectionExpression: Syntax error; token: \"x\", near: \"[x]\"")]
    public Task What_is_wrong_is_told(string projection, string message) =>
        Refusal.ValidationAsync(message, GetAsync(dynamo.NewName(), projection));

    Task<GetItemResponse> GetAsync(string pk, string projection, Dictionary<string, string>? names = null) =>
        dynamo.Api.GetItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ProjectionExpression = projection,
            ExpressionAttributeNames = names,
            ConsistentRead = true,
        });
}
