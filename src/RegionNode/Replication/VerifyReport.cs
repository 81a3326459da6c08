namespace GlobalTables.RegionNode.Replication;

enum VerifyState
{
    /// <summary>Not since this process began.</summary>
    Never,

    /// <summary>Asked for, and not begun: the source cannot be reached, or the table is not active.</summary>
    Waiting,
    Running,
    Idle,
}

/// <summary>The present comparison of one table with one source, or the last one.</summary>
sealed record VerifyReport
{
    public VerifyState State { get; init; }

    public int Percent { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When a pass was last complete.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Rows of this region that were read and hashed.</summary>
    public long RowsCompared { get; init; }

    public long RangesDiffered { get; init; }

    /// <summary>Rows of the source that were still on their way.</summary>
    public long RowsBehind { get; init; }

    public long RowsRepaired { get; init; }

    /// <summary>Rows of this region whose content did not have its checksum.</summary>
    public long DamagedFound { get; init; }

    public long DamagedRepaired { get; init; }

    /// <summary>Rows for which the source had nothing to put in their place.</summary>
    public long NotRepaired { get; init; }

    /// <summary>Why the last pass was given up; null when it was not.</summary>
    public string? LastError { get; init; }
}
