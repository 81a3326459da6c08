using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local.Tests;

/// <summary>The table that the tests use, as an object and as a manifest.</summary>
static class Products
{
    public static GlobalTable In(params string[] regions) => new()
    {
        Metadata = new ResourceMetadata("products"),
        Spec = new GlobalTableSpec
        {
            TableName = "Products",
            AttributeDefinitions = [new AttributeDefinition("ProductID", "S")],
            KeySchema = [new KeySchemaElement("ProductID", "HASH")],
            Replicas = [.. regions.Select(region => new Replica(region))],
        },
    };

    public static string Manifest(params string[] regions) => $$"""
        apiVersion: globaltables.dev/v1alpha1
        kind: GlobalTable
        metadata: {name: products}
        spec:
          tableName: Products
          attributeDefinitions:
          - {attributeName: ProductID, attributeType: "S"}
          keySchema:
          - {attributeName: ProductID, keyType: HASH}
          replicas:
        {{string.Join('\n', regions.Select(region => $"  - region: {region}"))}}
        """;
}
