using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tests.Model;

/// <summary>Items and values from DynamoDB JSON, with single quotes for double ones.</summary>
static class Items
{
    public static Dictionary<string, AttributeValue> Item(string json) =>
        AttributeJson.ReadItem(Encoding.UTF8.GetBytes(json.Replace('\'', '"')));

    public static AttributeValue Value(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), AttributeJson.ReaderOptions);
        reader.Read();
        return AttributeJson.Read(ref reader);
    }

    public static string Text(Dictionary<string, AttributeValue> item) =>
        Encoding.UTF8.GetString(AttributeJson.Canonical(item)).Replace('"', '\'');

    public static void AssertSame(string expectedJson, Dictionary<string, AttributeValue> item) =>
        Assert.True(
            new AttributeValue.M(Item(expectedJson)).Equals(new AttributeValue.M(item)),
            $"Expected {expectedJson}\nbut is  {Text(item)}");
}
