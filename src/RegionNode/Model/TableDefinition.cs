namespace GlobalTables.RegionNode.Model;

enum BillingMode
{
    PayPerRequest,
    Provisioned,
}

/// <summary>Capacity units per second. Stored and shown; not enforced.</summary>
readonly record struct Throughput(long ReadUnits, long WriteUnits);

/// <summary>What a table is, apart from where it lives.</summary>
sealed record TableDefinition
{
    public required string Name { get; init; }

    public required KeySchema Keys { get; init; }

    public required BillingMode Billing { get; init; }

    /// <summary>Zero units when billing is per request.</summary>
    public Throughput Throughput { get; init; }

    public bool IsDeletionProtected { get; init; }

    /// <summary>The attribute that says when an item expires; null while time to live is off.</summary>
    public string? TimeToLiveAttribute { get; init; }
}
