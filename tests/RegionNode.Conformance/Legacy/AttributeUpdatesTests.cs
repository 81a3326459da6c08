namespace GlobalTables.RegionNode.Conformance.Legacy;

/// <summary>Updates from before expressions.</summary>
public sealed class AttributeUpdatesTests(Dynamo dynamo)
{
    const string Mismatch = "Type mismatch for attribute to update";

    [Theory]
    [InlineData("S:old", "PUT", "N:1", "N:1")]
    [InlineData("S:old", null, "N:1", "N:1")]
    [InlineData("", "PUT", "S:new", "S:new")]
    [InlineData("N:7", "ADD", "N:-3.5", "N:3.5")]
    [InlineData("", "ADD", "N:2", "N:2")]
    [InlineData("NS:1,2", "ADD", "NS:2,3", "NS:{1, 2, 3}")]
    [InlineData("", "ADD", "SS:a,b", "SS:{a, b}")]
    [InlineData("L:a,b", "ADD", "L:b,c", "L:[S:a, S:b, S:b, S:c]")]
    [InlineData("", "ADD", "L:a", "L:[S:a]")]
    [InlineData("SS:a,b,c", "DELETE", "SS:b,x", "SS:{a, c}")]
    [InlineData("SS:a,b", "DELETE", "SS:a,b", "nothing")]
    [InlineData("", "DELETE", "SS:a", "nothing")]
    [InlineData("N:1", "DELETE", "", "nothing")]
    [InlineData("", "DELETE", "", "nothing")]
    public async Task An_action_changes_an_attribute(string before, string? action, string value, string after)
    {
        var pk = await dynamo.PutNewAsync([.. LegacyRequests.Values(before).Select(old => ("a", old))]);

        await UpdateAsync(pk, action, value);

        Assert.Equal(after, Text((await dynamo.GetAsync(pk))!.GetValueOrDefault("a")));
    }

    [Theory]
    [InlineData("NS:1", "ADD", "SS:a")]
    [InlineData("SS:a", "ADD", "N:2")]
    [InlineData("L:a", "ADD", "SS:a")]
    [InlineData("N:2", "ADD", "L:a")]
    [InlineData("S:x", "ADD", "N:1")]
    [InlineData("S:x", "DELETE", "SS:x")]
    [InlineData("NS:1", "DELETE", "SS:1")]
    public async Task Types_have_to_go_together(string before, string action, string value)
    {
        var pk = await dynamo.PutNewAsync(("a", LegacyRequests.Values(before)[0]));

        await Refusal.ValidationAsync(Mismatch, UpdateAsync(pk, action, value));

        Assert.NotNull((await dynamo.GetAsync(pk))!["a"]);
    }

    [Theory]
    [InlineData("ADD", "S:x", "ADD action is not supported for the type S")]
    [InlineData("ADD", "BOOL:true", "ADD action is not supported for the type BOOL")]
    [InlineData("DELETE", "N:1", "DELETE action with value is not supported for the type N")]
    [InlineData("DELETE", "L:a", "DELETE action with value is not supported for the type L")]
    [InlineData("PUT", "", "Only DELETE action is allowed when no attribute value is specified")]
    [InlineData(null, "", "Only DELETE action is allowed when no attribute value is specified")]
    public Task An_action_takes_some_values(string? action, string value, string message) =>
        Refusal.ValidationAboutAsync(
            "One or more parameter values were invalid: " + message, UpdateAsync(dynamo.NewName(), action, value));

    [Theory]
    [InlineData("PUT", "N:1", true)]
    [InlineData("ADD", "N:1", true)]
    [InlineData("DELETE", "", false)]
    [InlineData("DELETE", "SS:a", false)]
    public async Task An_update_that_only_takes_away_makes_no_item(string action, string value, bool makesItem)
    {
        var pk = dynamo.NewName();

        await UpdateAsync(pk, action, value);

        Assert.Equal(makesItem, await dynamo.GetAsync(pk) is not null);
    }

    [Fact]
    public async Task No_updates_make_an_item_of_the_key()
    {
        var pk = dynamo.NewName();

        await dynamo.Api.UpdateItemAsync(
            new() { TableName = dynamo.Simple, Key = Item(pk), AttributeUpdates = [] });

        Assert.Equal(Text(Item(pk)), Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task Names_are_taken_as_they_are()
    {
        var pk = await dynamo.PutNewAsync(("m", M(("x", N("1")))));

        await dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            AttributeUpdates = new()
            {
                ["m.x"] = new() { Value = N("2") },
                ["#set"] = new() { Value = N("3") },
            },
        });

        Assert.Equal(
            Text(Item(pk, ("m", M(("x", N("1")))), ("m.x", N("2")), ("#set", N("3")))),
            Text(await dynamo.GetAsync(pk)));
    }

    [Theory]
    [InlineData("UPDATED_OLD", "{a=N:1, b=N:1}")]
    [InlineData("UPDATED_NEW", "{a=N:2, c=N:3}")]
    [InlineData("ALL_NEW", "{a=N:2, c=N:3, d=N:1, pk=S:KEY}")]
    public async Task Return_values_are_those_asked_for(string returnValues, string expected)
    {
        var pk = await dynamo.PutNewAsync(("a", N("1")), ("b", N("1")), ("d", N("1")));

        var answer = await dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item(pk),
            AttributeUpdates = new()
            {
                ["a"] = new() { Action = AttributeAction.ADD, Value = N("1") },
                ["b"] = new() { Action = AttributeAction.DELETE },
                ["c"] = new() { Action = AttributeAction.PUT, Value = N("3") },
            },
            ReturnValues = returnValues,
        });

        Assert.Equal(expected.Replace("KEY", pk, StringComparison.Ordinal), Text(answer.Attributes));
    }

    [Fact]
    public Task A_key_attribute_is_not_updated() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
        dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item("a"),
            AttributeUpdates = new() { ["pk"] = new() { Value = S("b") } },
        }));

    [Fact]
    public Task Expressions_do_not_stand_beside() => Refusal.ValidationAboutAsync(
        "Can not use both expression and non-expression parameters in the same request: "
        + "Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}",
        dynamo.Api.UpdateItemAsync(new()
        {
            TableName = dynamo.Simple,
            Key = Item("a"),
            AttributeUpdates = new() { ["a"] = new() { Value = N("1") } },
            UpdateExpression = "REMOVE b",
        }));

    Task<UpdateItemResponse> UpdateAsync(string pk, string? action, string value) => dynamo.Api.UpdateItemAsync(new()
    {
        TableName = dynamo.Simple,
        Key = Item(pk),
        AttributeUpdates = new()
        {
            ["a"] = new() { Action = action, Value = LegacyRequests.Values(value).FirstOrDefault() },
        },
    });
}
