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

    /// <summary>The other regions of the group, in name order; empty for a regional table.</summary>
    public IReadOnlyList<ReplicaView> Replicas { get; init; } = [];

    public string Name => Definition.Name;
}
