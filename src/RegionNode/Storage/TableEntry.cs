using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

enum TableState
{
    /// <summary>Being filled from another region: described, but not read or written.</summary>
    Creating,
    Active,

    /// <summary>A change that the control plane has to make is under way; read and written as when active.</summary>
    Updating,
    Deleting,
}

enum MemberState
{
    Active,

    /// <summary>Copies what the others hold, and serves nothing until it has caught up with them.</summary>
    Joining,

    /// <summary>Takes no more writes, until every other member has all that it wrote.</summary>
    Leaving,
}

/// <summary>One region's place in a table's group.</summary>
/// <param name="Region">The region's name.</param>
/// <param name="Log">The log it writes to; null while that is not known.</param>
/// <param name="State">What the group's epoch says of it.</param>
sealed record GroupMember(string Region, long? Log, MemberState State);

/// <summary>A log that no member of the group writes to any more, and that not all members cover to the end.</summary>
/// <param name="Region">The region that wrote to it.</param>
/// <param name="Log">The log's id.</param>
/// <param name="Epoch">The membership epoch that was the first without it.</param>
/// <param name="IsDrained">Whether every member had all of it before that epoch.</param>
sealed record DepartedLog(string Region, long Log, long Epoch, bool IsDrained);

/// <summary>Another region's copy of a table, as this region last heard of it.</summary>
sealed record ReplicaView(string Region, TableState State, int? ProgressPercent);

/// <summary>One table of this region as the catalog knows it: an immutable snapshot, replaced whole.</summary>
sealed record TableEntry
{
    /// <summary>The table's number in this volume; never reused.</summary>
    public required long Number { get; init; }

    /// <summary>The table's identity across regions.</summary>
    public required string GroupId { get; init; }

    public required TableDefinition Definition { get; init; }

    /// <summary>The table's own id in this region: a UUID.</summary>
    public required string TableId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required TableState State { get; init; }

    /// <summary>True when a control plane declares the table: changes of it are then control requests.</summary>
    public required bool IsDeclared { get; init; }

    /// <summary>The object that declares the table, or declared it last.</summary>
    public string? DeclaredBy { get; init; }

    /// <summary>Clients may read the table here and not write it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Writes that lose against concurrent ones are counted, and not kept.</summary>
    public bool OmitsConflicts { get; init; }

    /// <summary>The number under which the table's conflicts are recorded; every table has one of its own.</summary>
    public long ConflictsUnder { get; init; }

    /// <summary>The other regions of the group, in name order; empty for a regional table.</summary>
    public IReadOnlyList<ReplicaView> Replicas { get; init; } = [];

    /// <summary>The id of the log that this region writes to.</summary>
    public long Log { get; init; }

    /// <summary>Counts the changes of <see cref="Members"/>.</summary>
    public long MembershipEpoch { get; init; }

    /// <summary>Every region of the group, this one included; empty for a regional table.</summary>
    public IReadOnlyList<GroupMember> Members { get; init; } = [];

    /// <summary>The highest membership epoch that every member is known to have installed.</summary>
    public long InstalledEpoch { get; init; }

    public IReadOnlyList<DepartedLog> LeftLogs { get; init; } = [];

    /// <summary>This region takes no more writes for the table: it is about to leave the group.</summary>
    public bool IsDraining { get; init; }

    /// <summary>The group that this copy was part of before it became a regional table again.</summary>
    public string? LeftGroup { get; init; }

    /// <summary>What this copy, put out of use, has to hand to the one that took its place; null for nothing.</summary>
    public TableTail? Tail { get; init; }

    /// <summary>The stream that this copy has, or had last; the catalog keeps it.</summary>
    public StreamEntry? LatestStream { get; init; }

    public TableSettings Settings { get; init; } = TableSettings.None;

    /// <summary>The indexes that the copy has, those that are being removed too.</summary>
    public IReadOnlyList<TableIndex> Indexes { get; init; } = [];

    public string Name => Definition.Name;

    public bool IsReadable => State is TableState.Active or TableState.Updating;

    /// <summary>The index of that name that is not being removed.</summary>
    public TableIndex? Index(string name) =>
        Indexes.FirstOrDefault(index => index.Name == name && index.State != IndexState.Deleting);

    public GroupMember? Member(string region)
    {
        foreach (var member in Members)
        {
            if (member.Region == region)
            {
                return member;
            }
        }

        return null;
    }
}
