using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class JsonSubsetTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"default":2}""", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":1}""", "{}", false)]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":1,"c":2}}""", true)]
    [InlineData("""{"a":[{"name":"x"}]}""", """{"a":[{"name":"x","default":1}]}""", true)]
    [InlineData("""{"a":[{"name":"x"}]}""", """{"a":[{"name":"x"},{"name":"y"}]}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"a":[]}""", "{}", false)]
    [InlineData("""{"a":{}}""", """{"a":{"b":1}}""", true)]
    public void What_is_wanted_is_there_and_lists_are_of_one_length(string wanted, string found, bool holds) =>
        Assert.Equal(holds, JsonSubset.Holds(JsonNode.Parse(wanted), JsonNode.Parse(found)));
}
