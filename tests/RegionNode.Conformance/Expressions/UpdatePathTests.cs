namespace GlobalTables.RegionNode.Conformance.Expressions;

/// <summary>Updates inside of maps and lists.</summary>
public sealed class UpdatePathTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("SET l[8] = :one, l[5] = :two", "l", "L:[S:a, S:b, S:c, N:2, N:1]")]
    [InlineData("REMOVE l[0] SET l[1] = :one", "l", "L:[N:1, S:c]")]
    [InlineData("REMOVE l[1], l[2]", "l", "L:[S:a]")]
    [InlineData("SET m.deep[0] = :one", "m", "M:{deep=L:[N:1], n=N:5}")]
    [InlineData("SET m.n = m.n + :one, m.x = m.n", "m", "M:{deep=L:[N:0], n=N:6, x=N:5}")]
    [InlineData("ADD m.n :one", "m", "M:{deep=L:[N:0], n=N:6}")]
    [InlineData("ADD m.x :one", "m", "M:{deep=L:[N:0], n=N:5, x=N:1}")]
    [InlineData("SET twin = m", "twin", "M:{deep=L:[N:0], n=N:5}")]
    [InlineData("SET twin = l[1]", "twin", "S:b")]
    [InlineData("SET m.deep = list_append(m.deep, l)", "m", "M:{deep=L:[N:0, S:a, S:b, S:c], n=N:5}")]
    [InlineData("SET m = :one", "m", "N:1")]
    [InlineData("REMOVE m.deep[0]", "m", "M:{deep=L:[], n=N:5}")]
    [InlineData("REMOVE m.absent", "m", "M:{deep=L:[N:0], n=N:5}")]
    public async Task A_path_leads_to_what_is_changed(string expression, string attribute, string expected)
    {
        var answer = await UpdateAsync(expression, ReturnValue.ALL_NEW);

        Assert.Equal(expected, Text(answer.Attributes[attribute]));
    }

    [Theory]
    [InlineData("SET l[1] = :one", "UPDATED_NEW", "{l=L:[N:1]}")]
    [InlineData("SET l[1] = :one", "UPDATED_OLD", "{l=L:[S:b]}")]
    [InlineData("SET m.n = :one", "UPDATED_OLD", "{m=M:{n=N:5}}")]
    [InlineData("SET m.x = :one", "UPDATED_OLD", "nothing")]
    [InlineData("SET fresh = :one", "UPDATED_OLD", "nothing")]
    [InlineData("SET fresh = :one REMOVE l", "UPDATED_NEW", "{fresh=N:1}")]
    public async Task Updated_values_are_those_at_the_paths(string expression, string returnValues, string expected)
    {
        var answer = await UpdateAsync(expression, ReturnValue.FindValue(returnValues));

        Assert.Equal(expected, Text(answer.Attributes));
    }

    [Theory]
    [InlineData("REMOVE absent.x")]
    [InlineData("SET l.x = :one")]
    [InlineData("SET m.absent.x = :one")]
    [InlineData("SET l[9].x = :one")]
    public Task A_path_leads_through_what_is_there(string expression) => Refusal.ValidationAsync(
        "The document path provided in the update expression is invalid for update",
        UpdateAsync(expression, ReturnValue.NONE));

    [Theory]
    [InlineData("SET twin = m.absent")]
    [InlineData("SET twin = l[9]")]
    public Task A_value_is_read_from_what_is_there(string expression) => Refusal.ValidationAsync(
        "The provided expression refers to an attribute that does not exist in the item",
        UpdateAsync(expression, ReturnValue.NONE));

    async Task<UpdateItemResponse> UpdateAsync(string expression, ReturnValue returnValues)
    {
        var pk = await dynamo.PutNewAsync(
            ("l", L(S("a"), S("b"), S("c"))), ("m", M(("n", N("5")), ("deep", L(N("0"))))));
        var words = expression.Split(' ', ',', '(', ')');
        var values = Map((":one", N("1")), (":two", N("2"))).Where(value => words.Contains(value.Key)).ToDictionary();
        return await dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            UpdateExpression = expression,
            ExpressionAttributeValues = values.Count > 0 ? values : null,
            ReturnValues = returnValues,
        });
    }
}
