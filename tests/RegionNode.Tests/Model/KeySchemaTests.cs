using GlobalTables.RegionNode.Model;
using static GlobalTables.RegionNode.Tests.Model.Items;

namespace GlobalTables.RegionNode.Tests.Model;

public sealed class KeySchemaTests
{
    const string Invalid = "One or more parameter values were invalid: ";

    static readonly KeySchema Keys = new(new KeyAttribute("pk", KeyType.S), new KeyAttribute("sk", KeyType.B));
    static readonly KeySchema PartitionOnly = new(new KeyAttribute("pk", KeyType.N), null);

    [Fact]
    public void The_key_is_taken_out_of_an_item()
    {
        var item = Item("{'x':{'S':'y'},'pk':{'S':'a'},'sk':{'B':'AA=='}}");
        var (partition, sort) = Keys.KeyOf(item);
        Assert.Equal(Value("{'S':'a'}"), partition);
        Assert.Equal(Value("{'B':'AA=='}"), sort);
        AssertSame("{'pk':{'S':'a'},'sk':{'B':'AA=='}}", Keys.Only(item));
        Assert.Null(PartitionOnly.KeyOf(Item("{'pk':{'N':'1'}}")).Sort);
    }

    [Theory]
    [InlineData("{'sk':{'B':'AA=='}}", Invalid + "Missing the key pk in the item")]
    [InlineData("{'pk':{'S':'a'}}", Invalid + "Missing the key sk in the item")]
    [InlineData("{'pk':{'N':'1'},'sk':{'B':'AA=='}}", Invalid + "Type mismatch for key pk expected: S actual: N")]
    [InlineData("{'pk':{'S':'a'},'sk':{'NULL':true}}", Invalid + "Type mismatch for key sk expected: B actual: NULL")]
    [InlineData(
        "{'pk':{'S':''},'sk':{'B':'AA=='}}",
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
        + "string value. Key: pk")]
    [InlineData(
        "{'pk':{'S':'a'},'sk':{'B':''}}",
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
        + "binary value. Key: sk")]
    public void An_item_without_a_valid_key_is_refused(string item, string message) =>
        Assert.Equal(message, Assert.Throws<DynamoException>(() => Keys.KeyOf(Item(item))).Message);

    [Theory]
    [InlineData("{}")]
    [InlineData("{'pk':{'S':'a'}}")]
    [InlineData("{'pk':{'S':'a'},'sk':{'S':'a'}}")]
    [InlineData("{'pk':{'S':'a'},'other':{'B':'AA=='}}")]
    [InlineData("{'pk':{'S':'a'},'sk':{'B':'AA=='},'other':{'S':'a'}}")]
    public void A_key_that_is_not_exactly_the_schemas_is_refused(string key) => Assert.Equal(
        "The provided key element does not match the schema",
        Assert.Throws<DynamoException>(() => Keys.KeyOfExactly(Item(key))).Message);

    [Fact]
    public void Keys_have_a_longest_length()
    {
        Keys.KeyOf(Item($"{{'pk':{{'S':'{new string('é', 1024)}'}},'sk':{{'B':'{Binary(1024)}'}}}}"));
        Assert.Equal(
            Invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes",
            Refusal($"{{'pk':{{'S':'{new string('é', 1024)}x'}},'sk':{{'B':'AA=='}}}}"));
        Assert.Equal(
            Invalid + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
            Refusal($"{{'pk':{{'S':'x'}},'sk':{{'B':'{Binary(1025)}'}}}}"));

        static string Binary(int length) => Convert.ToBase64String(new byte[length]);
        static string Refusal(string key) => Assert.Throws<DynamoException>(() => Keys.KeyOfExactly(Item(key))).Message;
    }
}
