using GlobalTables.RegionNode.Model;
using static GlobalTables.RegionNode.Tests.Model.Items;

namespace GlobalTables.RegionNode.Tests.Model;

public sealed class AttributeValueTests
{
    [Theory]
    [InlineData("{'S':'a'}", "{'S':'a'}")]
    [InlineData("{'N':'1'}", "{'N':'1.00'}")]
    [InlineData("{'B':'AQI='}", "{'B':'AQI='}")]
    [InlineData("{'NULL':true}", "{'NULL':true}")]
    [InlineData("{'M':{'a':{'N':'1'},'b':{'L':[]}}}", "{'M':{'b':{'L':[]},'a':{'N':'1e0'}}}")]
    [InlineData("{'L':[{'S':'a'},{'S':'b'}]}", "{'L':[{'S':'a'},{'S':'b'}]}")]
    [InlineData("{'SS':['a','b']}", "{'SS':['b','a']}")]
    [InlineData("{'NS':['1','2']}", "{'NS':['2.0','1.0']}")]
    [InlineData("{'BS':['AA==','AQ==']}", "{'BS':['AQ==','AA==']}")]
    public void Same_values_are_equal_and_hash_equally(string left, string right)
    {
        Assert.True(AttributeValue.Same(Value(left), Value(right)));
        Assert.Equal(Value(left).GetHashCode(), Value(right).GetHashCode());
    }

    [Theory]
    [InlineData("{'S':'1'}", "{'N':'1'}")]
    [InlineData("{'S':'a'}", "{'B':'YQ=='}")]
    [InlineData("{'S':'a'}", "{'S':'A'}")]
    [InlineData("{'L':[{'S':'a'},{'S':'b'}]}", "{'L':[{'S':'b'},{'S':'a'}]}")]
    [InlineData("{'M':{'a':{'N':'1'}}}", "{'M':{'b':{'N':'1'}}}")]
    [InlineData("{'M':{'a':{'N':'1'}}}", "{'M':{'a':{'N':'1'},'b':{'N':'1'}}}")]
    [InlineData("{'SS':['a','b']}", "{'SS':['a','c']}")]
    [InlineData("{'SS':['a']}", "{'L':[{'S':'a'}]}")]
    public void Different_values_are_not_equal(string left, string right) =>
        Assert.False(AttributeValue.Same(Value(left), Value(right)));

    [Fact]
    public void Large_sets_are_compared_without_order()
    {
        var left = Enumerable.Range(0, 1000).Select(number => $"'{number}'");
        Assert.Equal(Value($"{{'NS':[{string.Join(',', left)}]}}"), Value($"{{'NS':[{string.Join(',', left.Reverse())}]}}"));
    }

    [Theory]
    [InlineData("{'S':'a'}", "S")]
    [InlineData("{'N':'1'}", "N")]
    [InlineData("{'B':''}", "B")]
    [InlineData("{'BOOL':true}", "BOOL")]
    [InlineData("{'NULL':true}", "NULL")]
    [InlineData("{'M':{}}", "M")]
    [InlineData("{'L':[]}", "L")]
    [InlineData("{'SS':['a']}", "SS")]
    [InlineData("{'NS':['1']}", "NS")]
    [InlineData("{'BS':['']}", "BS")]
    public void Types_have_the_names_of_the_wire(string json, string name) => Assert.Equal(name, Value(json).TypeName);

    [Theory]
    [InlineData("{'a':{'S':'xyz'}}", 4)]
    [InlineData("{'é':{'S':'日'}}", 5)]
    [InlineData("{'ab':{'N':'123'}}", 5)]
    [InlineData("{'a':{'B':'AAEC'}}", 4)]
    [InlineData("{'a':{'BOOL':true},'b':{'NULL':true}}", 4)]
    [InlineData("{'a':{'L':[]}}", 4)]
    [InlineData("{'a':{'L':[{'S':'x'},{'S':'yz'}]}}", 9)]
    [InlineData("{'a':{'M':{'bc':{'S':'x'}}}}", 8)]
    [InlineData("{'a':{'SS':['x','yz']}}", 4)]
    [InlineData("{'a':{'NS':['1','-1']}}", 6)]
    [InlineData("{'a':{'BS':['AAEC']}}", 4)]
    [InlineData("{}", 0)]
    public void Items_have_DynamoDBs_size(string json, int size) => Assert.Equal(size, ItemSize.Of(Item(json)));
}
