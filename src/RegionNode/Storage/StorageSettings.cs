namespace GlobalTables.RegionNode.Storage;

/// <summary>What a volume is told of the world outside of it.</summary>
sealed record StorageSettings
{
    public static StorageSettings Default { get; } = new();

    public ReadBounds Reads { get; init; } = ReadBounds.Default;

    public CompareBounds Compares { get; init; } = CompareBounds.Default;

    public ConflictBounds Conflicts { get; init; } = ConflictBounds.Default;

    /// <summary>How long a tombstone stays after every region has it: a margin for people.</summary>
    public TimeSpan TombstoneRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How far ahead of this region's clock a stamp may lie; a record from beyond is parked.</summary>
    public TimeSpan MaxClockOffset { get; init; } = TimeSpan.FromMilliseconds(500);
}
