using GlobalTables.ControlPlane.Manifests;

namespace GlobalTables.ControlPlane.Tests.Manifests;

public class IndexManifestTests
{
    const string Orders = """
        apiVersion: globaltables.dev/v1alpha1
        kind: GlobalTable
        metadata:
          name: orders
        spec:
          attributeDefinitions:
          - {attributeName: pk, attributeType: "S"}
          - {attributeName: sk, attributeType: "S"}
          - {attributeName: customer, attributeType: "S"}
          - {attributeName: placed, attributeType: "N"}
          keySchema:
          - {attributeName: pk, keyType: HASH}
          - {attributeName: sk, keyType: RANGE}
          localSecondaryIndexes:
          - indexName: byTime
            keySchema:
            - {attributeName: pk, keyType: HASH}
            - {attributeName: placed, keyType: RANGE}
            projection: {projectionType: KEYS_ONLY}
          globalSecondaryIndexes:
          - indexName: byCustomer
            keySchema:
            - {attributeName: customer, keyType: HASH}
            - {attributeName: placed, keyType: RANGE}
            projection: {projectionType: INCLUDE, nonKeyAttributes: [total, state]}
          replicas:
          - region: us-east-1
        """;

    [Fact]
    public void Indexes_are_read()
    {
        var reading = Read(Orders);

        Assert.Empty(reading.Problems);
        var shape = Assert.Single(reading.Tables).Table.Shape();
        var local = Assert.Single(shape.LocalSecondaryIndexes!);
        Assert.Equal(("byTime", "KEYS_ONLY"), (local.IndexName, local.Projection.ProjectionType));
        var global = Assert.Single(shape.GlobalSecondaryIndexes!);
        Assert.Equal(["customer", "placed"], global.KeySchema.Select(key => key.AttributeName));
        Assert.Equal(["total", "state"], global.Projection.NonKeyAttributes);
    }

    [Fact]
    public void Absent_and_empty_lists_are_not_the_same()
    {
        var without = Orders.Replace("  - {attributeName: customer, attributeType: \"S\"}\n", "");
        var start = without.IndexOf("  globalSecondaryIndexes", StringComparison.Ordinal);
        var end = without.IndexOf("  replicas", StringComparison.Ordinal);

        Assert.Null(Assert.Single(Read(without[..start] + without[end..]).Tables).Table.Spec.GlobalSecondaryIndexes);
        Assert.Empty(Assert.Single(Read(without[..start] + "  globalSecondaryIndexes: []\n" + without[end..]).Tables)
            .Table.Spec.GlobalSecondaryIndexes!);
    }

    [Theory]
    [InlineData("indexName: byCustomer", "indexName: b", "is no index name")]
    [InlineData("indexName: byCustomer", "indexName: byTime", "two indexes are called byTime")]
    [InlineData("{attributeName: customer, keyType: HASH}", "{attributeName: other, keyType: HASH}",
        "the key attribute other is not in attributeDefinitions")]
    [InlineData("{attributeName: customer, keyType: HASH}", "{attributeName: customer, keyType: RANGE}",
        "keySchema is HASH keys, optionally followed by RANGE keys")]
    [InlineData("nonKeyAttributes: [total, state]", "nonKeyAttributes: [total, total]", "each named once")]
    [InlineData("projectionType: INCLUDE", "projectionType: ALL", "nonKeyAttributes goes with projectionType INCLUDE")]
    [InlineData("projectionType: INCLUDE", "projectionType: SOME", "must be one of ALL, KEYS_ONLY, INCLUDE")]
    [InlineData("    - {attributeName: pk, keyType: HASH}", "    - {attributeName: sk, keyType: HASH}",
        "keySchema is the table's HASH key, followed by one RANGE key")]
    [InlineData("  replicas:", "    provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 1}\n  replicas:",
        "provisionedThroughput goes with billingMode PROVISIONED")]
    [InlineData("  replicas:", "    warmThroughput: {}\n  replicas:", "warmThroughput is not supported yet")]
    public void A_problem_says_what_to_do(string text, string instead, string message)
    {
        Assert.Contains(text, Orders);
        var reading = Read(Orders.Replace(text, instead));
        Assert.Empty(reading.Tables);
        Assert.Contains(reading.Problems, problem => problem.Message.Contains(message, StringComparison.Ordinal));
    }

    static ManifestReading Read(string text) => ManifestReader.Read("orders.yaml", text);
}
