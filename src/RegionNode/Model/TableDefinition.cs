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

    /// <summary>What the table's stream keeps of each change; null where it has no stream.</summary>
    public StreamView? Stream { get; init; }

    /// <summary>Secondary indexes, the local ones first.</summary>
    public EqualList<IndexDefinition> Indexes { get; init => field = value ?? []; } = [];

    public IndexDefinition? Index(string name) => Indexes.Find(index => index.Name == name);

    public IEnumerable<IndexDefinition> Of(IndexKind kind) => Indexes.Where(index => index.Kind == kind);

    /// <summary>As the service goes through them when it looks for what does not fit.</summary>
    public IEnumerable<IndexDefinition> IndexesByName() =>
        Indexes.Count == 0 ? [] : Indexes.OrderBy(index => index.Name, StringComparer.Ordinal);

    /// <summary>The key attributes of the table and of its indexes, each once.</summary>
    public IEnumerable<KeyAttribute> KeyAttributes() =>
        Keys.Queried().All.Concat(Indexes.SelectMany(index => index.Keys().All)).Distinct();
}
