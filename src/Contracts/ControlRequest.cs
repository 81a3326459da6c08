namespace GlobalTables.Contracts;

/// <summary>
/// A request made through a node's API that concerns more than its region. The node keeps it durably until a
/// <see cref="RegionConfig"/> answers it; a control plane turns it into an edit of the table's manifest.
/// </summary>
public sealed record ControlRequest
{
    public required string Id { get; init; }

    public required string GroupId { get; init; }

    public required string TableName { get; init; }

    public required ControlRequestKind Kind { get; init; }

    /// <summary>The replica's region, for the kinds that concern one.</summary>
    public string? ReplicaRegion { get; init; }

    /// <summary>For <see cref="ControlRequestKind.ChangeTable"/>: the shape as it should become.</summary>
    public TableShape? Shape { get; init; }
}

public enum ControlRequestKind
{
    CreateReplica,
    DeleteReplica,
    ChangeTable,
}
