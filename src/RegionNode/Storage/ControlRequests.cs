namespace GlobalTables.RegionNode.Storage;

enum RequestedChange
{
    CreateReplica,
    DeleteReplica,
    ChangeTable,
}

/// <summary>A change that concerns more than this region, kept until a control plane settles it.</summary>
/// <param name="Definition">For <see cref="RequestedChange.ChangeTable"/>: the table as it should become.</param>
sealed record RequestedEdit(RequestedChange Change, string? ReplicaRegion, Model.TableDefinition? Definition);

/// <summary>Durable control requests.</summary>
sealed class ControlRequests
{
    /// <summary>True once a control plane has ever configured this node; without one, requests are refused.</summary>
    public bool HasControlPlane => throw new NotImplementedException();

    /// <summary>Keeps the request; the answered entry shows the table as <see cref="TableState.Updating"/>.</summary>
    public Task<TableEntry> AddAsync(TableEntry table, RequestedEdit edit, CancellationToken cancel) =>
        throw new NotImplementedException();
}
