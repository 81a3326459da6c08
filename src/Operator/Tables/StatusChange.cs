using System.Text.Json;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// When a status is worth a write. What a person acts on is written at once; what is only under way, every few
/// seconds; figures, every half minute, and only while the table is used or its lag is one that people notice. So an
/// idle table costs no writes, and its lag stays that of its last changes.
/// </summary>
static class StatusChange
{
    public static readonly TimeSpan StateEvery = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan FiguresEvery = TimeSpan.FromSeconds(30);

    /// <summary>A lag above this is told though nothing was stored.</summary>
    public const long NoticeableLagMs = 1000;

    /// <param name="before">What the object says.</param>
    /// <param name="after">What it would say.</param>
    /// <param name="sinceWritten">Since this process wrote it last; null when it has not yet.</param>
    /// <returns>How long to wait with writing; zero for now, null for no need.</returns>
    public static TimeSpan? WriteAfter(
        V1Alpha1GlobalTableStatus? before, V1Alpha1GlobalTableStatus after, TimeSpan? sinceWritten)
    {
        if (before is null || Text(Essence(before)) != Text(Essence(after)))
        {
            return TimeSpan.Zero;
        }

        if (Text(State(before)) != Text(State(after)))
        {
            return Rest(StateEvery, sinceWritten);
        }

        var isUsed = Text(Use(before)) != Text(Use(after));
        var isNoticed = LagOf(before) != LagOf(after) && Math.Max(LagOf(before), LagOf(after)) > NoticeableLagMs;
        return isUsed || isNoticed ? Rest(FiguresEvery, sinceWritten) : null;
    }

    static TimeSpan Rest(TimeSpan every, TimeSpan? since) =>
        since is { } passed && passed < every ? every - passed : TimeSpan.Zero;

    static long LagOf(V1Alpha1GlobalTableStatus status) => status.MaxReplicationLagMs ?? 0;

    /// <summary>Conditions, and the state of every replica.</summary>
    static V1Alpha1GlobalTableStatus Essence(V1Alpha1GlobalTableStatus status) => new()
    {
        ObservedGeneration = status.ObservedGeneration,
        TableStatus = status.TableStatus,
        ReplicaSummary = status.ReplicaSummary,
        Conditions = status.Conditions?.Select(condition => new V1Condition
        {
            Type = condition.Type,
            Status = condition.Status,
            Reason = condition.Reason,
            ObservedGeneration = condition.ObservedGeneration,
        }).ToList(),
        Replicas = status.Replicas?.Select(replica => new V1Alpha1ReplicaStatus
        {
            Region = replica.Region,
            ReplicaStatus = replica.ReplicaStatus,
            Stale = replica.Stale,
            Endpoint = replica.Endpoint,
            TableId = replica.TableId,
        }).ToList(),
    };

    /// <summary>All but the figures.</summary>
    static V1Alpha1GlobalTableStatus State(V1Alpha1GlobalTableStatus status) => status with
    {
        Group = null,
        MaxReplicationLagMs = null,
        Replicas = status.Replicas?.Select(replica => replica with
        {
            ItemCount = null,
            TableSizeBytes = null,
            Conflicts = null,
            Sources = replica.Sources?
                .Select(source => source with
                {
                    ReplicationLagMs = null,
                    PendingRecords = null,
                    LastVerifiedTime = null,
                })
                .ToList(),
        }).ToList(),
    };

    /// <summary>What changes only when somebody writes.</summary>
    static List<(string, long?, long?)> Use(V1Alpha1GlobalTableStatus status) =>
    [
        .. (status.Replicas ?? []).Select(replica => (replica.Region, replica.ItemCount, replica.TableSizeBytes)),
        .. (status.Replicas ?? []).SelectMany(replica => (replica.Sources ?? [])
            .Select(source => (source.Region, source.PendingRecords, (long?)null))),
        .. (status.Replicas ?? []).SelectMany(replica => (replica.Conflicts ?? [])
            .Select(pair => ($"{pair.LoserRegion} {pair.WinnerRegion}", (long?)pair.Count, (long?)null))),
    ];

    static string Text<T>(T value) => JsonSerializer.Serialize(value, Fields);

    /// <summary>Tuples have fields.</summary>
    static readonly JsonSerializerOptions Fields = new() { IncludeFields = true };
}
