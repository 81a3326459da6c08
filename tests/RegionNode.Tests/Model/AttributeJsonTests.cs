using System.Text;
using GlobalTables.RegionNode.Model;
using static GlobalTables.RegionNode.Tests.Model.Items;

namespace GlobalTables.RegionNode.Tests.Model;

public sealed class AttributeJsonTests
{
    const string Invalid = "One or more parameter values were invalid: ";

    [Theory]
    [InlineData("{'a':{'S':''}}")]
    [InlineData("{'b':{'S':'x'},'a':{'S':'order as given'}}")]
    [InlineData("{'a':{'N':'-12.5'}}")]
    [InlineData("{'a':{'B':'AAECAw=='},'b':{'B':''}}")]
    [InlineData("{'a':{'BOOL':true},'b':{'BOOL':false},'c':{'NULL':true}}")]
    [InlineData("{'a':{'L':[]},'b':{'M':{}}}")]
    [InlineData("{'a':{'L':[{'N':'1'},{'M':{'x':{'L':[{'NULL':true}]}}}]}}")]
    [InlineData("{'a':{'SS':['x','y']},'b':{'NS':['1','-2.5']},'c':{'BS':['AA==','AQ==']}}")]
    [InlineData("{'a':{'S':'<&>+é日本😀/'},'日本':{'S':'x'}}")]
    [InlineData("{}")]
    public void Canonical_json_comes_back_byte_for_byte(string json) => Assert.Equal(json, Text(Item(json)));

    [Theory]
    [InlineData("{ 'a' : { 'N' : '1.0' } }", "{'a':{'N':'1'}}")]
    [InlineData("{'a':{'NS':['1e2']}}", "{'a':{'NS':['100']}}")]
    [InlineData("{'a':{'S':'\\u0041\\u00e9\\ud83d\\ude00'}}", "{'a':{'S':'Aé😀'}}")]
    [InlineData("{'a':{'S':'x','X':{'y':[1,{}]},'N':null}}", "{'a':{'S':'x'}}")]
    [InlineData("{'a':{'BOOL':'TRUE'}}", "{'a':{'BOOL':true}}")]
    [InlineData("{'a':{'S':'1'},'a':{'S':'2'}}", "{'a':{'S':'2'}}")]
    public void What_is_written_is_canonical(string json, string canonical) => Assert.Equal(canonical, Text(Item(json)));

    [Fact]
    public void Control_characters_and_quotes_are_escaped_and_come_back()
    {
        var item = new Dictionary<string, AttributeValue> { ["\"\n"] = new AttributeValue.S("\u0000\u001f\"\\\u2028\uFEFF") };
        var bytes = AttributeJson.Canonical(item);
        Assert.True(new AttributeValue.M(item).Equals(new AttributeValue.M(AttributeJson.ReadItem(bytes))));
    }

    [Fact]
    public void A_lone_surrogate_in_a_value_is_written_as_a_replacement()
    {
        var item = new Dictionary<string, AttributeValue> { ["a"] = new AttributeValue.S("x\ud800") };
        AssertSame("{'a':{'S':'x\uFFFD'}}", AttributeJson.ReadItem(AttributeJson.Canonical(item)));
    }

    [Theory]
    [InlineData("{}", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    [InlineData("{'X':'y'}", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    [InlineData("{'S':null}", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    [InlineData(
        "{'S':'a','N':'1'}",
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")]
    [InlineData("{'NULL':false}", Invalid + "Null attribute value types must have the value of true")]
    [InlineData("{'SS':[]}", Invalid + "An string set  may not be empty")]
    [InlineData("{'NS':[]}", Invalid + "An number set  may not be empty")]
    [InlineData("{'BS':[]}", Invalid + "Binary sets should not be empty")]
    [InlineData("{'SS':['a','b','a']}", Invalid + "Input collection [a, b, a] contains duplicates.")]
    [InlineData("{'NS':['1','1.0']}", "Input collection contains duplicates")]
    [InlineData("{'BS':['AA==','AA==']}", Invalid + "Input collection [AA==, AA==]of type BS contains duplicates.")]
    [InlineData("{'N':'abc'}", "The parameter cannot be converted to a numeric value: abc")]
    [InlineData("{'L':[{'M':{'a':{'N':''}}}]}", "The parameter cannot be converted to a numeric value")]
    public void Invalid_values_are_refused(string json, string message)
    {
        var refusal = Assert.Throws<DynamoException>(() => Value(json));
        Assert.Equal(message, refusal.Message);
        Assert.True(refusal.IsValidation);
    }

    [Theory]
    [InlineData("{'S':1}", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("{'N':1.5}", "DECIMAL_VALUE cannot be converted to String")]
    [InlineData("{'S':true}", "TRUE_VALUE cannot be converted to String")]
    [InlineData("{'S':[]}", "Unrecognized collection type class java.lang.String")]
    [InlineData("{'S':{}}", "Start of structure or map found where not expected")]
    [InlineData("{'SS':'a'}", "Unexpected field type")]
    [InlineData("{'L':{}}", "Start of structure or map found where not expected")]
    [InlineData("{'M':'x'}", "Unexpected field type")]
    [InlineData("{'L':['x']}", "Unexpected value type in payload")]
    [InlineData("{'B':'A'}", "Base64 encoded length is expected a multiple of 4 bytes but found: 1")]
    [InlineData("{'B':'A@=='}", "Invalid last non-pad Base64 character dectected")]
    [InlineData("{'B':1}", "only base-64-encoded strings are convertible to bytes")]
    [InlineData("{'BOOL':1}", "NUMBER_VALUE cannot be converted to Boolean")]
    [InlineData("{'S':'\\ud800'}", "Invalid UTF-8 or UTF-16 in a string")]
    public void Json_of_another_shape_is_refused(string json, string message)
    {
        var refusal = Assert.Throws<DynamoException>(() => Value(json));
        Assert.Equal(message, refusal.Message);
        Assert.EndsWith("#SerializationException", refusal.Type);
    }

    [Fact]
    public void Invalid_utf8_is_refused()
    {
        var bytes = Encoding.Latin1.GetBytes("{\"a\":{\"S\":\"\u00ff\"}}");
        Assert.Throws<DynamoException>(() => AttributeJson.ReadItem(bytes));
    }

    [Theory]
    [InlineData("{'L':[", "]}")]
    [InlineData("{'M':{'a':", "}}")]
    public void Values_lie_up_to_thirty_two_levels_deep(string open, string close)
    {
        Value(Nested(31));
        Assert.StartsWith(
            "Nesting Levels have exceeded supported limits", Assert.Throws<DynamoException>(() => Value(Nested(32))).Message);
        Assert.Throws<DynamoException>(() => Value(Nested(40)));

        string Nested(int depth) =>
            string.Concat(Enumerable.Repeat(open, depth)) + "{'S':'x'}" + string.Concat(Enumerable.Repeat(close, depth));
    }

    [Fact]
    public void Ten_thousand_levels_do_not_exhaust_the_stack() => Assert.Throws<DynamoException>(
        () => Value(string.Concat(Enumerable.Repeat("{'L':[", 10_000))));
}
