using GlobalTables.Contracts;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Control;

/// <summary>A table's definition as the contracts write it, and back.</summary>
static class Shapes
{
    public static TableShape From(TableDefinition definition) => new()
    {
        TableName = definition.Name,
        AttributeDefinitions = [.. definition.KeyAttributes().Select(
            key => new AttributeDefinition(key.Name, key.Type.ToString()))],
        KeySchema = [.. Elements(definition.Keys.Queried())],
        BillingMode = definition.Billing == BillingMode.Provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
        ProvisionedThroughput = definition.Billing == BillingMode.Provisioned
            ? new(definition.Throughput.ReadUnits, definition.Throughput.WriteUnits)
            : null,
        DeletionProtectionEnabled = definition.IsDeletionProtected,
        TimeToLive = definition.TimeToLiveAttribute is { } attribute ? new(attribute, Enabled: true) : null,
        StreamSpecification = new(
            definition.Stream is not null, definition.Stream is { } view ? StreamViews.NameOf(view) : null),
        LocalSecondaryIndexes = [.. definition.Of(IndexKind.Local).Select(IndexShapes.Local)],
        GlobalSecondaryIndexes = [.. definition.Of(IndexKind.Global).Select(IndexShapes.Global)],
    };

    /// <param name="shape">What the control plane says.</param>
    /// <param name="present">
    /// What the table is; null where it is not there. Its local indexes stay as they are, and so does what a control
    /// plane of an earlier version does not know.
    /// </param>
    /// <exception cref="FormatException">The shape is not that of a table.</exception>
    public static TableDefinition Of(TableShape shape, TableDefinition? present = null)
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
            Stream = shape.StreamSpecification is { } stream ? ViewOf(shape, stream) : present?.Stream,
            Indexes =
            [
                .. present?.Of(IndexKind.Local) ?? IndexShapes.Of(shape, IndexKind.Local) ?? [],
                .. IndexShapes.Of(shape, IndexKind.Global) ?? present?.Of(IndexKind.Global) ?? [],
            ],
        };
    }

    static StreamView? ViewOf(TableShape shape, StreamSpecification stream) => !stream.StreamEnabled
        ? null
        : StreamViews.Of(stream.StreamViewType) ?? throw new FormatException(
            $"{shape.TableName}: no view of a stream is called {stream.StreamViewType}.");

    public static IEnumerable<KeySchemaElement> Elements(QueryKeys keys) =>
        keys.Hash.Select(hash => new KeySchemaElement(hash.Name, "HASH"))
            .Concat(keys.Range.Select(range => new KeySchemaElement(range.Name, "RANGE")));

    public static KeyAttribute Key(TableShape shape, KeySchemaElement element)
    {
        var type = shape.AttributeDefinitions
            .SingleOrDefault(attribute => attribute.AttributeName == element.AttributeName)?.AttributeType;
        return Enum.TryParse<KeyType>(type, out var known)
            ? new(element.AttributeName, known)
            : throw new FormatException(
                $"{shape.TableName}: key attribute {element.AttributeName} has no type S, N or B.");
    }
}
