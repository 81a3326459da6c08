namespace GlobalTables.RegionNode.Storage;

/// <summary>A name and a value that somebody has put on a table.</summary>
sealed record Tag(string Key, string Value);

/// <summary>What belongs to this region's copy of a table alone: stored and shown, never replicated.</summary>
sealed record TableSettings
{
    public static readonly TableSettings None = new();

    /// <summary>In the order of their keys.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The table's class as the API names it; null for one that was never asked for.</summary>
    public string? TableClass { get; init; }

    /// <summary>When the class was changed last; null for one that the table was made with.</summary>
    public DateTimeOffset? TableClassChangedAt { get; init; }
}
