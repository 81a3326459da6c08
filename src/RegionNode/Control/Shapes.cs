using GlobalTables.Contracts;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Control;

/// <summary>A table's definition as the contracts write it, and back.</summary>
static class Shapes
{
    public static TableShape From(TableDefinition definition) => new()
    {
        TableName = definition.Name,
        AttributeDefinitions = [.. KeysOf(definition).Select(
            key => new AttributeDefinition(key.Attribute.Name, key.Attribute.Type.ToString()))],
        KeySchema = [.. KeysOf(definition).Select(key => new KeySchemaElement(key.Attribute.Name, key.Role))],
        BillingMode = definition.Billing == BillingMode.Provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
        ProvisionedThroughput = definition.Billing == BillingMode.Provisioned
            ? new(definition.Throughput.ReadUnits, definition.Throughput.WriteUnits)
            : null,
        DeletionProtectionEnabled = definition.IsDeletionProtected,
        TimeToLive = definition.TimeToLiveAttribute is { } attribute ? new(attribute, Enabled: true) : null,
    };

    /// <exception cref="FormatException">The shape is not that of a table.</exception>
    public static TableDefinition Of(TableShape shape)
    {
        var partition = shape.KeySchema.SingleOrDefault(key => key.KeyType == "HASH")
            ?? throw new FormatException($"{shape.TableName}: the key schema has no HASH element.");
        var sort = shape.KeySchema.SingleOrDefault(key => key.KeyType == "RANGE");
        return new()
        {
            Name = shape.TableName,
            Keys = new(Key(shape, partition), sort is null ? null : Key(shape, sort)),
            Billing = shape.BillingMode switch
            {
                "PROVISIONED" => BillingMode.Provisioned,
                "PAY_PER_REQUEST" => BillingMode.PayPerRequest,
                var other => throw new FormatException($"{shape.TableName}: no billing mode is called {other}."),
            },
            Throughput = shape.ProvisionedThroughput is { } throughput
                ? new(throughput.ReadCapacityUnits, throughput.WriteCapacityUnits)
                : default,
            IsDeletionProtected = shape.DeletionProtectionEnabled,
            TimeToLiveAttribute = shape.TimeToLive is { Enabled: true } timeToLive ? timeToLive.AttributeName : null,
        };
    }

    static IEnumerable<(KeyAttribute Attribute, string Role)> KeysOf(TableDefinition definition)
    {
        yield return (definition.Keys.Partition, "HASH");
        if (definition.Keys.Sort is { } sort)
        {
            yield return (sort, "RANGE");
        }
    }

    static KeyAttribute Key(TableShape shape, KeySchemaElement element)
    {
        var type = shape.AttributeDefinitions
            .SingleOrDefault(attribute => attribute.AttributeName == element.AttributeName)?.AttributeType;
        return Enum.TryParse<KeyType>(type, out var known)
            ? new(element.AttributeName, known)
            : throw new FormatException(
                $"{shape.TableName}: key attribute {element.AttributeName} has no type S, N or B.");
    }
}
