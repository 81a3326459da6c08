namespace GlobalTables.Operator.Tables;

/// <summary>What the operator is told that concerns tables.</summary>
sealed record TableOptions
{
    /// <summary>Where an object is made for a table that the API made.</summary>
    public required string ApiTablesNamespace { get; init; }

    /// <summary>Makes a Region for a name that a table has and no Region does.</summary>
    public required bool AutoCreateRegions { get; init; }
}
