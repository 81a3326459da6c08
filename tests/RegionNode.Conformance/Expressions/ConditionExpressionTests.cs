namespace GlobalTables.RegionNode.Conformance.Expressions;

/// <summary>Conditions are asked of one item: its deletion succeeds or fails.</summary>
public sealed class ConditionExpressionTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("s = :b")]
    [InlineData("s <> :a")]
    [InlineData("s > :a AND s < :c")]
    [InlineData("s >= :b AND s <= :b")]
    [InlineData("s BETWEEN :a AND :c")]
    [InlineData("s IN (:a, :b)")]
    [InlineData("n = :ten")]
    [InlineData("n > :nine")]
    [InlineData(":nine < n")]
    [InlineData("attribute_exists(s)")]
    [InlineData("attribute_exists(m.x)")]
    [InlineData("attribute_exists(l[1])")]
    [InlineData("attribute_not_exists(absent)")]
    [InlineData("attribute_not_exists(l[2])")]
    [InlineData("attribute_type(ss, :typeSS)")]
    [InlineData("begins_with(s, :b)")]
    [InlineData("contains(s, :b)")]
    [InlineData("contains(ss, :b)")]
    [InlineData("contains(l, :b)")]
    [InlineData("size(s) = :one")]
    [InlineData("size(l) > :one")]
    [InlineData("size(m) > :one")]
    [InlineData("size(ss) > :one")]
    [InlineData("m.x = :one")]
    [InlineData("l[0] = :b")]
    [InlineData("NOT s = :a")]
    [InlineData("NOT absent = :a")]
    [InlineData("absent <> :a")]
    [InlineData("s = :a OR n = :ten")]
    [InlineData("s = :b OR s = :a AND n = :nine")]
    [InlineData("NOT (s = :a OR s = :c)")]
    [InlineData("s <> n")]
    [InlineData("(s = :b) and (not (s = :a))")]
    public async Task These_hold(string condition) => Assert.NotNull(await AskAsync(condition));

    [Theory]
    [InlineData("s = :a")]
    [InlineData("s = :ten")]
    [InlineData("absent = :a")]
    [InlineData("absent < :a")]
    [InlineData("n < :nine")]
    [InlineData("s > :nine")]
    [InlineData("s BETWEEN :c AND :d")]
    [InlineData("s IN (:a, :c)")]
    [InlineData("attribute_exists(absent)")]
    [InlineData("attribute_type(ss, :typeN)")]
    [InlineData("begins_with(s, :c)")]
    [InlineData("begins_with(n, :b)")]
    [InlineData("contains(n, :b)")]
    [InlineData("contains(ss, :ten)")]
    [InlineData("size(n) > :one")]
    [InlineData("(s = :b OR s = :a) AND n = :nine")]
    public async Task These_do_not(string condition) => await Refusal.ConditionAsync(AskAsync(condition));

    [Theory]
    [InlineData("s = :undefined",
        "An expression attribute value used in expression is not defined; attribute value: :undefined")]
    [InlineData("#undefined = :a",
        "An expression attribute name used in the document path is not defined; attribute name: #undefined")]
    [InlineData("name = :a", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("nonsense(s, :a)", "Invalid function name; function: nonsense")]
    [InlineData("s = contains(s, :a)",
        "The function is not allowed to be used this way in an expression; function: contains")]
    [InlineData("size(s)", "The function is not allowed to be used this way in an expression; function: size")]
    [InlineData("if_not_exists(s, :a)",
        "The function is not allowed in a condition expression; function: if_not_exists")]
    [InlineData("attribute_exists(s, :a)",
        "Incorrect number of operands for operator or function; operator or function: attribute_exists, "
        + "number of operands: 2")]
    [InlineData("attribute_exists(:a)",
        "Operator or function requires a document path; operator or function: attribute_exists")]
    [InlineData("begins_with(s, :ten)",
        "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    [InlineData("s < :ss",
        "Incorrect operand type for operator or function; operator or function: <, operand type: SS")]
    [InlineData("s BETWEEN :c AND :a",
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
        + "lower bound operand: AttributeValue: {S:c}, upper bound operand: AttributeValue: {S:a}")]
    [InlineData("s BETWEEN :a AND :ten",
        "The BETWEEN operator requires same data type for lower and upper bounds; "
        + "lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:10}")]
    [InlineData("s = s",
        "The first operand must be distinct from the remaining operands for this operator or function; "
        + "operator: =, first operand: [s]")]
    [InlineData("((s = :a))", "The expression has redundant parentheses;")]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("s =", "Syntax error; token: \"<EOF>\", near: \"=\"")]
    [InlineData("s == :a", "Syntax error; token: \"=\", near: \"== :a\"")]
    [InlineData("s = :a AND", "Syntax error; token: \"<EOF>\", near: \"AND\"")]
    [InlineData("s ! :a", "Syntax error; token: \"!\", near: \"s ! :a\"")]
    public Task What_is_wrong_is_told(string condition, string message) =>
        Refusal.ValidationAsync("Invalid ConditionExpression: " + message, AskAsync(condition));

    [Fact]
    public Task A_value_that_is_not_used_is_refused() => Refusal.ValidationAsync(
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}",
        dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(dynamo.NewName()),
            ConditionExpression = "attribute_exists(pk)",
            ExpressionAttributeValues = Map((":b", S("x"))),
        }));

    [Fact]
    public Task A_name_that_is_not_used_is_refused() => Refusal.ValidationAsync(
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}",
        dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(dynamo.NewName()),
            ConditionExpression = "attribute_exists(pk)",
            ExpressionAttributeNames = Names(("#b", "x")),
        }));

    [Fact]
    public Task Values_need_an_expression() => Refusal.ValidationAsync(
        "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null",
        dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(dynamo.NewName()),
            ExpressionAttributeValues = Map((":b", S("x"))),
        }));

    [Fact]
    public Task A_placeholder_of_a_value_begins_with_a_colon() => Refusal.ValidationAsync(
        "ExpressionAttributeValues contains invalid key: Syntax error; key: \"b\"",
        dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(dynamo.NewName()),
            ConditionExpression = "pk = :b",
            ExpressionAttributeValues = Map(("b", S("x"))),
        }));

    async Task<DeleteItemResponse> AskAsync(string condition)
    {
        var pk = await dynamo.PutNewAsync(
            ("s", S("b")),
            ("n", N("10")),
            ("l", L(S("b"), N("2"))),
            ("m", M(("x", N("1")), ("y", N("2")))),
            ("ss", SS("a", "b")));
        var values = Map(
            (":a", S("a")), (":b", S("b")), (":c", S("c")), (":d", S("d")), (":one", N("1")), (":nine", N("9")),
            (":ten", N("10")), (":ss", SS("a")), (":typeSS", S("SS")), (":typeN", S("N")));
        var words = condition.Split(' ', ',', '(', ')');
        var used = values.Where(value => words.Contains(value.Key)).ToDictionary();
        return await dynamo.Api.DeleteItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            ConditionExpression = condition,
            ExpressionAttributeValues = used.Count > 0 ? used : null,
        });
    }
}
