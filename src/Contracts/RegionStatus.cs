namespace GlobalTables.Contracts;

/// <summary>What one region is, as its node sees it.</summary>
public sealed record RegionStatus
{
    public required string Region { get; init; }

    /// <summary>Minted with the volume: another one means that the volume is new, restored or foreign.</summary>
    public required string Incarnation { get; init; }

    /// <summary>The epoch of the last <see cref="RegionConfig"/> accepted; 0 before the first.</summary>
    public required long ConfigEpoch { get; init; }

    /// <summary>
    /// Grows when anything but a measurement (lag, counts, progress) changes; starts anew with the process.
    /// A reader that gives the revision it has seen is answered when there is a newer one.
    /// </summary>
    public required long Revision { get; init; }

    public IReadOnlyList<TableStatus> Tables { get; init => field = value ?? []; } = [];

    /// <summary>How this region's clock stands to those of the others; absent while none was heard.</summary>
    public ClockStatus? Clock { get; init; }

    /// <summary>Requests made through the API that concern more than this region, oldest first.</summary>
    public IReadOnlyList<ControlRequest> Requests { get; init => field = value ?? []; } = [];
}

public sealed record TableStatus
{
    public required string GroupId { get; init; }

    public required TableShape Shape { get; init; }

    /// <summary>DynamoDB's: <c>CREATING</c>, <c>UPDATING</c>, <c>ACTIVE</c>, <c>DELETING</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The table's own id in this region, as <c>DescribeTable</c> tells it.</summary>
    public required string TableId { get; init; }

    /// <summary>True when a control plane declares the table; false while it belongs to the API alone.</summary>
    public required bool IsDeclared { get; init; }

    /// <summary>The object that declares the table, or declared it last; absent when none ever did.</summary>
    public string? DeclaredBy { get; init; }

    /// <summary>The group that this copy was part of before it became a regional table.</summary>
    public string? LeftGroup { get; init; }

    /// <summary>True while clients may only read the table here.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>True while conflicts are counted and their writes not kept.</summary>
    public bool OmitsConflicts { get; init; }

    /// <summary>The log that this node writes to for this table.</summary>
    public required long Log { get; init; }

    /// <summary>The last sequence of <see cref="Log"/>.</summary>
    public required long Sequence { get; init; }

    public required long MembershipEpoch { get; init; }

    /// <summary>The regions of the group as this node knows them; empty for a regional table.</summary>
    public IReadOnlyList<string> Members { get; init => field = value ?? []; } = [];

    /// <summary>How far this region may claim to have each log.</summary>
    public IReadOnlyList<LogPosition> Covered { get; init => field = value ?? []; } = [];

    /// <summary>What this node was told last of what every member has installed.</summary>
    public long InstalledEpoch { get; init; }

    /// <summary>
    /// The logs that have left the group, as this node was told: a control plane that has lost its memory reads
    /// them here.
    /// </summary>
    public IReadOnlyList<LeftLog> Left { get; init => field = value ?? []; } = [];

    /// <summary>True once a leaving region takes no more writes for this table.</summary>
    public bool IsDraining { get; init; }

    /// <summary>How much of the first copy is done, 0 to 100; absent when there is none under way.</summary>
    public int? ProgressPercent { get; init; }

    public required long ItemCount { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>One entry for each other member.</summary>
    public IReadOnlyList<SourceStatus> Sources { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Writes that have lost against concurrent ones, as this region has met them: since the table is here, and by
    /// pair of regions. A loser that several regions have met is counted by each of them.
    /// </summary>
    public IReadOnlyList<ConflictStatus> Conflicts { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Why this node could not do what it was told for this table, and what to do; absent when it could.
    /// </summary>
    public string? Problem { get; init; }
}

/// <param name="Log">The log's id.</param>
/// <param name="Sequence">The last sequence that is claimed; <see cref="End"/> for a log that has ended.</param>
public sealed record LogPosition(long Log, long Sequence)
{
    /// <summary>Above every sequence: all of a log that has left the group.</summary>
    public const long End = long.MaxValue;
}

/// <summary>How a region is doing with what another one writes.</summary>
public sealed record SourceStatus
{
    public required string Region { get; init; }

    public required SourceState State { get; init; }

    /// <summary>
    /// Milliseconds from commit there to apply here, rounded up; grows while nothing is heard, and is never 0.
    /// Absent until the source was heard for the first time.
    /// </summary>
    public long? LagMs { get; init; }

    /// <summary>
    /// How many numbers of the source's log are still to be read: an upper bound of the records to come.
    /// </summary>
    public required long PendingRecords { get; init; }

    /// <summary>What went wrong last, while it is wrong.</summary>
    public string? LastError { get; init; }
}

public enum SourceState
{
    Disconnected,
    Bootstrapping,
    CatchingUp,
    Streaming,
}

/// <param name="LoserRegion">The region whose writes lost.</param>
/// <param name="WinnerRegion">The region whose writes won; the same for two lives of one region's volume.</param>
/// <param name="Count">How many; never goes down while the table is there.</param>
public sealed record ConflictStatus(string LoserRegion, string WinnerRegion, long Count);

/// <summary>A region's wall clock beside those of its peers.</summary>
public sealed record ClockStatus
{
    /// <summary>True while the region takes no writes, for its clock is off.</summary>
    public bool IsFenced { get; init; }

    /// <summary>Which clocks differ by more than is allowed, and what to do; absent while all agree.</summary>
    public string? Problem { get; init; }

    /// <summary>The peers heard within the last few seconds.</summary>
    public IReadOnlyList<ClockOffsetStatus> Offsets { get; init => field = value ?? []; } = [];
}

/// <param name="Region">The other region.</param>
/// <param name="AheadMs">So many milliseconds is its clock ahead of this region's; negative for behind.</param>
/// <param name="UncertaintyMs">Half of what a message takes there and back: the truth is within so much.</param>
public sealed record ClockOffsetStatus(string Region, long AheadMs, long UncertaintyMs);
