namespace GlobalTables.Operator.Regions;

/// <summary>What the operator was told about the nodes of regions.</summary>
sealed record RegionOptions
{
    public const string StorageSizeUsual = "1Gi";

    /// <summary>The node's image where a Region names none.</summary>
    public required string NodeImage { get; init; }

    /// <summary>As of a container; Kubernetes' own rule when null.</summary>
    public string? NodeImagePullPolicy { get; init; }

    /// <summary>Names of secrets in the namespace of each region.</summary>
    public IReadOnlyList<string> NodeImagePullSecrets { get; init; } = [];

    /// <summary>The volume of a region that is made because a table names it.</summary>
    public string DefaultStorageSize { get; init; } = StorageSizeUsual;

    /// <summary>For a Region that names no class; the cluster's default when null too.</summary>
    public string? DefaultStorageClass { get; init; }

    /// <summary>The namespaces whose pods may scrape the nodes.</summary>
    public IReadOnlyList<string> MetricsNamespaces { get; init; } = [];

    /// <summary>Where this operator runs: its pods reach the control port, and no region may live there.</summary>
    public required string OperatorNamespace { get; init; }

    /// <summary>A table that names an unknown region gets it.</summary>
    public bool AutoCreateRegions { get; init; }
}
