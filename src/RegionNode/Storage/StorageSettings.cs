namespace GlobalTables.RegionNode.Storage;

/// <summary>What a volume is told of the world outside of it.</summary>
sealed record StorageSettings
{
    public static StorageSettings Default { get; } = new();

    public ReadBounds Reads { get; init; } = ReadBounds.Default;

    public ConflictBounds Conflicts { get; init; } = ConflictBounds.Default;

    /// <summary>How long a tombstone stays after every region has it: a margin for people.</summary>
    public TimeSpan TombstoneRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How far clocks of regions may differ: a record whose stamp lies further ahead is parked, and a region whose own
    /// clock is off takes no writes.
    /// </summary>
    public TimeSpan MaxClockOffset { get; init; } = TimeSpan.FromMilliseconds(500);
}
