namespace GlobalTables.Contracts;

/// <summary>What DynamoDB calls a table's definition, in DynamoDB's own words and values.</summary>
public sealed record TableShape
{
    public required string TableName { get; init; }

    /// <summary>Key attributes only; the type is <c>S</c>, <c>N</c> or <c>B</c>.</summary>
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
}

public sealed record AttributeDefinition(string AttributeName, string AttributeType);

public sealed record KeySchemaElement(string AttributeName, string KeyType);

public sealed record ProvisionedThroughput(long ReadCapacityUnits, long WriteCapacityUnits);

/// <param name="AttributeName">The attribute that says when an item expires, in seconds since 1970.</param>
/// <param name="Enabled">False: items do not expire.</param>
public sealed record TimeToLive(string AttributeName, bool Enabled);
