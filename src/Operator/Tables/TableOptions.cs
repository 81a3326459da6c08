namespace GlobalTables.Operator.Tables;

/// <summary>What the operator is told that concerns tables.</summary>
sealed record TableOptions
{
    /// <summary>Where an object is made for a table that the API made.</summary>
    public required string ApiTablesNamespace { get; init; }

    /// <summary>So many regions are made for tables; the rest is for whoever runs the platform.</summary>
    public const int AutoCreatedRegionsMax = 16;

    /// <summary>A region that is to leave by force must have been silent for so long.</summary>
    public TimeSpan SilenceBeforeForce { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes a Region for a name that a table has and no Region does.</summary>
    public required bool AutoCreateRegions { get; init; }
}
