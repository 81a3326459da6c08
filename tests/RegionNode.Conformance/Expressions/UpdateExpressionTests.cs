namespace GlobalTables.RegionNode.Conformance.Expressions;

public sealed class UpdateExpressionTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("SET a = :s", "a", "S:text")]
    [InlineData("SET n = n + :n", "n", "N:15")]
    [InlineData("SET n = n - :n", "n", "N:5")]
    [InlineData("SET n = :n - n", "n", "N:-5")]
    [InlineData("SET z = n", "z", "N:10")]
    [InlineData("SET n = if_not_exists(n, :n)", "n", "N:10")]
    [InlineData("SET z = if_not_exists(z, :n)", "z", "N:5")]
    [InlineData("SET z = if_not_exists(z, :n) + :n", "z", "N:10")]
    [InlineData("SET l = list_append(l, :l)", "l", "L:[S:a, S:b, S:new]")]
    [InlineData("SET l = list_append(:l, l)", "l", "L:[S:new, S:a, S:b]")]
    [InlineData("SET z = list_append(if_not_exists(z, :l), :l)", "z", "L:[S:new, S:new]")]
    [InlineData("SET l[0] = :s", "l", "L:[S:text, S:b]")]
    [InlineData("SET l[7] = :s", "l", "L:[S:a, S:b, S:text]")]
    [InlineData("SET m.x = :s", "m", "M:{x=S:text, y=N:2}")]
    [InlineData("SET m.z = :s", "m", "M:{x=N:1, y=N:2, z=S:text}")]
    [InlineData("SET n = :s, a = n", "a", "N:10")]
    [InlineData("REMOVE n", "n", "nothing")]
    [InlineData("REMOVE absent", "n", "N:10")]
    [InlineData("REMOVE l[0]", "l", "L:[S:b]")]
    [InlineData("REMOVE l[0], l[1]", "l", "L:[]")]
    [InlineData("REMOVE l[9]", "l", "L:[S:a, S:b]")]
    [InlineData("REMOVE m.x", "m", "M:{y=N:2}")]
    [InlineData("ADD n :n", "n", "N:15")]
    [InlineData("ADD z :n", "z", "N:5")]
    [InlineData("ADD ss :ss", "ss", "SS:{a, b, c}")]
    [InlineData("ADD z :ss", "z", "SS:{b, c}")]
    [InlineData("DELETE ss :ss", "ss", "SS:{a}")]
    [InlineData("DELETE absent :ss", "ss", "SS:{a, b}")]
    [InlineData("DELETE ss :all", "ss", "nothing")]
    public async Task A_clause_changes_the_item(string expression, string attribute, string expected)
    {
        var answer = await UpdateAsync(expression);

        Assert.Equal(expected, Text(answer.Attributes.GetValueOrDefault(attribute)));
    }

    [Fact]
    public async Task All_four_clauses_go_together_in_any_order()
    {
        var answer = await UpdateAsync("DELETE ss :ss ADD n :n REMOVE m.x SET a = :s");

        Assert.Equal("N:15", Text(answer.Attributes["n"]));
        Assert.Equal("SS:{a}", Text(answer.Attributes["ss"]));
        Assert.Equal("M:{y=N:2}", Text(answer.Attributes["m"]));
        Assert.Equal("S:text", Text(answer.Attributes["a"]));
    }

    [Theory]
    [InlineData("SET z = absent", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET z = absent + :n",
        "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET s = s + :n", "An operand in the update expression has an incorrect data type")]
    [InlineData("ADD s :n", "An operand in the update expression has an incorrect data type")]
    [InlineData("DELETE n :ss", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET l = list_append(n, :l)", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET absent.x = :s", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET s.x = :s", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET m[0] = :s", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET a = :s SET s = :s",
        "Invalid UpdateExpression: The \"SET\" section can only be used once in an update expression;")]
    [InlineData("SET a = :s, a = :n",
        "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these "
        + "paths; path one: [a], path two: [a]")]
    [InlineData("SET m = :s REMOVE m.x",
        "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these "
        + "paths; path one: [m], path two: [m, x]")]
    [InlineData("SET m.x = :s REMOVE m[0]",
        "Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these "
        + "paths; path one: [m, x], path two: [m, [0]]")]
    [InlineData("ADD a :s",
        "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, "
        + "operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND")]
    [InlineData("DELETE ss :n",
        "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, "
        + "operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND")]
    [InlineData("SET n = n + :s",
        "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, "
        + "operand type: S")]
    [InlineData("SET a = begins_with(s, :s)",
        "Invalid UpdateExpression: The function is not allowed in an update expression; function: begins_with")]
    [InlineData("SET a = nonsense(s)", "Invalid UpdateExpression: Invalid function name; function: nonsense")]
    [InlineData("SET a = if_not_exists(s)",
        "Invalid UpdateExpression: Incorrect number of operands for operator or function; "
        + "operator or function: if_not_exists, number of operands: 1")]
    [InlineData("SET size = :s",
        "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: size")]
    [InlineData("", "Invalid UpdateExpression: The expression can not be empty;")]
    [InlineData("SET", "Invalid UpdateExpression: Syntax error; token: \"<EOF>\", near: \"SET\"")]
    [InlineData("SET a :s", "Invalid UpdateExpression: Syntax error; token: \":s\", near: \"a :s\"")]
    public Task What_is_wrong_is_told(string expression, string message) =>
        Refusal.ValidationAsync(message, UpdateAsync(expression));

    [Fact]
    public async Task An_update_that_fails_changes_nothing()
    {
        var pk = await dynamo.PutNewAsync(("n", N("1")), ("s", S("x")));

        await Assert.ThrowsAsync<AmazonDynamoDBException>(
            () => dynamo.UpdateAsync(pk, "SET n = n + :n, s = s + :n", (":n", N("1"))));

        Assert.Equal(Text(Item(pk, ("n", N("1")), ("s", S("x")))), Text(await dynamo.GetAsync(pk)));
    }

    async Task<UpdateItemResponse> UpdateAsync(string expression)
    {
        var pk = await dynamo.PutNewAsync(
            ("n", N("10")),
            ("s", S("string")),
            ("l", L(S("a"), S("b"))),
            ("m", M(("x", N("1")), ("y", N("2")))),
            ("ss", SS("a", "b")));
        (string Name, AttributeValue Value)[] values =
        [
            (":ss", SS("b", "c")), (":all", SS("a", "b")), (":n", N("5")), (":l", L(S("new"))), (":s", S("text")),
        ];
        return await dynamo.UpdateAsync(pk, expression, [.. values.Where(value => Mentions(expression, value.Name))]);
    }

    static bool Mentions(string expression, string placeholder) =>
        expression.Split(' ', ',', '(', ')').Contains(placeholder);
}
