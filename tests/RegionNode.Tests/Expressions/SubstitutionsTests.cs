using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Expressions;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class SubstitutionsTests
{
    [Fact]
    public void What_no_expression_uses_is_refused()
    {
        var substitutions = Request.Substitutions("#a=a,#b=b,#c=c", "{':a':{'S':'x'},':b':{'S':'x'}}");
        Condition.Parse("#b = :a", "ConditionExpression", substitutions);
        Assert.Equal(
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}",
            Request.Refusal(substitutions.ThrowIfUnused));
        Projection.Parse("#a, #c", substitutions);
        Assert.Equal(
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}",
            Request.Refusal(substitutions.ThrowIfUnused));
        Update.Parse("SET x = :b", substitutions, Request.Keys);
        substitutions.ThrowIfUnused();
    }

    [Fact]
    public void Empty_maps_are_refused()
    {
        Assert.Equal(
            "ExpressionAttributeNames must not be empty",
            Request.Refusal(() => _ = new Substitutions([], null)));
        Assert.Equal(
            "ExpressionAttributeValues must not be empty",
            Request.Refusal(() => _ = new Substitutions(null, [])));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("#")]
    [InlineData(":x")]
    [InlineData("#x y")]
    [InlineData("#é")]
    public void Keys_of_names_are_placeholders(string key) => Assert.Equal(
        $"ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"",
        Request.Refusal(() => Request.Substitutions($"{key}=a", null)));

    [Theory]
    [InlineData("x")]
    [InlineData(":")]
    [InlineData("#x")]
    public void Keys_of_values_are_placeholders(string key) => Assert.Equal(
        $"ExpressionAttributeValues contains invalid key: Syntax error; key: \"{key}\"",
        Request.Refusal(() => Request.Substitutions(null, $"{{'{key}':{{'S':'x'}}}}")));

    [Fact]
    public void Placeholders_may_begin_with_digits()
    {
        var substitutions = Request.Substitutions("#0=a", "{':0':{'S':'x'}}");
        Condition.Parse("#0 = :0", "ConditionExpression", substitutions);
        substitutions.ThrowIfUnused();
    }

    [Fact]
    public void Names_and_values_need_an_expression()
    {
        var names = Request.Substitutions("#a=a", null);
        var values = Request.Substitutions(null, "{':a':{'S':'x'}}");
        Assert.Equal(
            "ExpressionAttributeNames can only be specified when using expressions",
            Request.Refusal(() => names.ThrowIfPointless(new ExpressionParameter("ConditionExpression", null))));
        Assert.Equal(
            "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null",
            Request.Refusal(() => values.ThrowIfPointless(new ExpressionParameter("ConditionExpression", null))));
        Assert.Equal(
            "ExpressionAttributeValues can only be specified when using expressions: "
            + "UpdateExpression and ConditionExpression are null",
            Request.Refusal(() => values.ThrowIfPointless(
                new ExpressionParameter("ProjectionExpression", "a"),
                new ExpressionParameter("UpdateExpression", null),
                new ExpressionParameter("ConditionExpression", null))));
        names.ThrowIfPointless(new ExpressionParameter("ProjectionExpression", "#a"));
        values.ThrowIfPointless(new ExpressionParameter("ConditionExpression", "a = :a"));
    }

    [Fact]
    public void An_invalid_value_is_refused_under_its_key() => Assert.Equal(
        "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x "
        + "for key :b",
        Request.Refusal(() =>
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes("""{":a":{"S":"x"},":b":{"N":"x"}}"""));
            reader.Read();
            Substitutions.ReadValues(ref reader);
        }));
}
