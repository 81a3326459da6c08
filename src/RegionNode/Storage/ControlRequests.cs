using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

enum RequestedChange
{
    CreateReplica,
    DeleteReplica,
    ChangeTable,
}

/// <summary>A change that concerns more than this region.</summary>
/// <param name="Definition">For <see cref="RequestedChange.ChangeTable"/>: the table as it should become.</param>
sealed record RequestedEdit(RequestedChange Change, string? ReplicaRegion, TableDefinition? Definition);

/// <param name="Id">What the control plane answers by.</param>
/// <param name="GroupId">The table's group.</param>
/// <param name="Edit">What is asked for.</param>
sealed record PendingRequest(string Id, string GroupId, RequestedEdit Edit);

/// <summary>Requests made through the API that a control plane has to settle: durable until it has.</summary>
sealed class ControlRequests
{
    const string Select =
        "SELECT id, group_id, change, replica_region, definition FROM control_request ORDER BY number";

    const string Insert =
        "INSERT INTO control_request (id, group_id, change, replica_region, definition) VALUES (?, ?, ?, ?, ?)";

    const string Delete = "DELETE FROM control_request WHERE id = ?";

    const string DeleteOrphans = """
        DELETE FROM control_request
        WHERE group_id NOT IN (SELECT group_id FROM catalog WHERE name IS NOT NULL)
        RETURNING id
        """;

    readonly TableCatalog catalog;
    readonly IdSource ids;
    volatile PendingRequest[] pending;

    public ControlRequests(Session session, TableCatalog catalog, IdSource ids)
    {
        this.catalog = catalog;
        this.ids = ids;
        pending = Load(session);
        ShowPending();
    }

    /// <summary>What waits, oldest first.</summary>
    public IReadOnlyList<PendingRequest> Pending => pending;

    /// <summary>Keeps the request; the answered entry shows the table as <see cref="TableState.Updating"/>.</summary>
    public TableEntry Add(WriteTransaction transaction, TableEntry table, RequestedEdit edit)
    {
        var present = catalog.Present(table);
        var waiting = Load(transaction.Session);
        if (waiting.Length >= Limits.ControlRequestsMax)
        {
            throw DynamoException.LimitExceeded(
                $"Subscriber limit exceeded: {Limits.ControlRequestsMax} table changes wait for the control plane.");
        }

        // Asking twice for the same is asking once.
        if (!waiting.Any(request => request.GroupId == present.GroupId && request.Edit == edit))
        {
            transaction.Changed();
            transaction.Session.Prepare(Insert)
                .Bind(ids.Uuid())
                .Bind(present.GroupId)
                .Bind((long)edit.Change)
                .Bind(edit.ReplicaRegion)
                .Bind(edit.Definition is { } definition
                    ? JsonSerializer.Serialize(definition, StorageJson.Default.TableDefinition)
                    : null)
                .Run();
            Refresh(transaction);
        }

        return present with { State = TableState.Updating };
    }

    /// <summary>Forgets requests that are settled, or whose table has gone.</summary>
    public void Settle(WriteTransaction transaction, IEnumerable<string> requestIds)
    {
        foreach (var id in requestIds)
        {
            transaction.Changed();
            transaction.Session.Prepare(Delete).Bind(id).Run();
        }

        var orphans = transaction.Session.Prepare(DeleteOrphans);
        while (orphans.Step())
        {
            transaction.Changed();
        }

        Refresh(transaction);
    }

    static PendingRequest[] Load(Session session)
    {
        var requests = new List<PendingRequest>();
        var rows = session.Prepare(Select);
        while (rows.Step())
        {
            var definition = rows.IsNull(4)
                ? null
                : JsonSerializer.Deserialize(rows.Bytes(4), StorageJson.Default.TableDefinition);
            requests.Add(new(
                rows.Text(0),
                rows.Text(1),
                new((RequestedChange)rows.Int64(2), rows.TextOrNull(3), definition)));
        }

        return [.. requests];
    }

    void Refresh(WriteTransaction transaction)
    {
        var present = Load(transaction.Session);
        transaction.OnCommitted(() =>
        {
            pending = present;
            ShowPending();
        });
    }

    void ShowPending() => catalog.ShowRequests(pending.Select(request => request.GroupId));
}
