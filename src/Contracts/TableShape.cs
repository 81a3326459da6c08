namespace GlobalTables.Contracts;

/// <summary>What DynamoDB calls a table's definition, in DynamoDB's own words and values.</summary>
public sealed record TableShape
{
    public required string TableName { get; init; }

    /// <summary>
    /// Key attributes of the table and of its indexes only; the type is <c>S</c>, <c>N</c> or <c>B</c>.
    /// </summary>
    public required IReadOnlyList<AttributeDefinition> AttributeDefinitions { get; init; }

    /// <summary>One <c>HASH</c> element, optionally followed by one <c>RANGE</c> element.</summary>
    public required IReadOnlyList<KeySchemaElement> KeySchema { get; init; }

    /// <summary><c>PAY_PER_REQUEST</c> or <c>PROVISIONED</c>.</summary>
    public required string BillingMode { get; init; }

    /// <summary>Given with <c>PROVISIONED</c>, absent otherwise.</summary>
    public ProvisionedThroughput? ProvisionedThroughput { get; init; }

    public bool DeletionProtectionEnabled { get; init; }

    /// <summary>Absent while it is off.</summary>
    public TimeToLive? TimeToLive { get; init; }

    /// <summary>
    /// Absent when whoever wrote this knows nothing of streams: a table that exists keeps what it has.
    /// </summary>
    public StreamSpecification? StreamSpecification { get; init; }

    /// <summary>They come with the table and never change. Absent: as they are.</summary>
    public IReadOnlyList<SecondaryIndex>? LocalSecondaryIndexes { get; init; }

    /// <summary>Absent: as they are; empty: none.</summary>
    public IReadOnlyList<GlobalSecondaryIndex>? GlobalSecondaryIndexes { get; init; }
}

/// <summary>An index, as a local one is.</summary>
public record SecondaryIndex
{
    public required string IndexName { get; init; }

    /// <summary>
    /// Up to four <c>HASH</c> elements, then up to four <c>RANGE</c> elements; a local index has one of each.
    /// </summary>
    public required IReadOnlyList<KeySchemaElement> KeySchema { get; init; }

    public required IndexProjection Projection { get; init; }
}

public sealed record GlobalSecondaryIndex : SecondaryIndex
{
    /// <summary>Given with <c>PROVISIONED</c>, absent otherwise.</summary>
    public ProvisionedThroughput? ProvisionedThroughput { get; init; }
}

/// <param name="ProjectionType"><c>ALL</c>, <c>KEYS_ONLY</c> or <c>INCLUDE</c>.</param>
/// <param name="NonKeyAttributes">Given with <c>INCLUDE</c>.</param>
public sealed record IndexProjection(string ProjectionType, IReadOnlyList<string>? NonKeyAttributes = null);

public sealed record AttributeDefinition(string AttributeName, string AttributeType);

public sealed record KeySchemaElement(string AttributeName, string KeyType);

public sealed record ProvisionedThroughput(long ReadCapacityUnits, long WriteCapacityUnits);

/// <param name="AttributeName">The attribute that says when an item expires, in seconds since 1970.</param>
/// <param name="Enabled">False: items do not expire.</param>
public sealed record TimeToLive(string AttributeName, bool Enabled);

/// <param name="StreamEnabled">Whether changes of the table are recorded for its users' consumers.</param>
/// <param name="StreamViewType">
/// <c>KEYS_ONLY</c>, <c>NEW_IMAGE</c>, <c>OLD_IMAGE</c> or <c>NEW_AND_OLD_IMAGES</c>; absent when not enabled.
/// </param>
public sealed record StreamSpecification(bool StreamEnabled, string? StreamViewType = null);
