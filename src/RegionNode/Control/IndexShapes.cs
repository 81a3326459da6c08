using GlobalTables.Contracts;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Control;

/// <summary>A table's indexes as the contracts write them, and back.</summary>
static class IndexShapes
{
    public static SecondaryIndex Local(IndexDefinition index) => new()
    {
        IndexName = index.Name,
        KeySchema = [.. Shapes.Elements(index.Keys())],
        Projection = ProjectionOf(index),
    };

    public static GlobalSecondaryIndex Global(IndexDefinition index) => new()
    {
        IndexName = index.Name,
        KeySchema = [.. Shapes.Elements(index.Keys())],
        Projection = ProjectionOf(index),
        ProvisionedThroughput = index.Throughput == default
            ? null
            : new(index.Throughput.ReadUnits, index.Throughput.WriteUnits),
    };

    /// <summary>The indexes of that kind; null where the shape does not speak of them.</summary>
    /// <exception cref="FormatException">One of them is no index of such a table.</exception>
    public static IEnumerable<IndexDefinition>? Of(TableShape shape, IndexKind kind)
    {
        var indexes = kind == IndexKind.Local ? shape.LocalSecondaryIndexes : shape.GlobalSecondaryIndexes;
        return indexes?.Select(index => Of(shape, index, kind)).ToList();
    }

    static IndexProjection ProjectionOf(IndexDefinition index) => new(
        index.Projection switch
        {
            ProjectionKind.KeysOnly => "KEYS_ONLY",
            ProjectionKind.Include => "INCLUDE",
            _ => "ALL",
        },
        index.Projection == ProjectionKind.Include ? index.NonKeyAttributes : null);

    static IndexDefinition Of(TableShape shape, SecondaryIndex index, IndexKind kind)
    {
        var keys = index.KeySchema.ToLookup(key => key.KeyType, key => Shapes.Key(shape, key));
        return new()
        {
            Name = index.IndexName,
            Kind = kind,
            Hash = keys["HASH"].Any()
                ? [.. keys["HASH"]]
                : throw new FormatException($"{shape.TableName}: index {index.IndexName} has no HASH element."),
            Range = [.. keys["RANGE"]],
            Projection = index.Projection.ProjectionType switch
            {
                "ALL" => ProjectionKind.All,
                "KEYS_ONLY" => ProjectionKind.KeysOnly,
                "INCLUDE" => ProjectionKind.Include,
                var other => throw new FormatException(
                    $"{shape.TableName}: no projection of index {index.IndexName} is called {other}."),
            },
            NonKeyAttributes = [.. index.Projection.NonKeyAttributes ?? []],
            Throughput = index is GlobalSecondaryIndex { ProvisionedThroughput: { } throughput }
                ? new(throughput.ReadCapacityUnits, throughput.WriteCapacityUnits)
                : default,
        };
    }
}
