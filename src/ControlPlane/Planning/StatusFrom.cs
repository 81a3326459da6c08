using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>One table in one region, as people see it.</summary>
public sealed record ReplicaStatus
{
    public required string Region { get; init; }

    public required string TableName { get; init; }

    /// <summary>One of <see cref="TableStates"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Absent while the region has not told it.</summary>
    public long? ItemCount { get; init; }

    public int? ProgressPercent { get; init; }

    public IReadOnlyList<SourceStatus> Sources { get; init; } = [];

    /// <summary>Of all pairs of regions together: writes that lost against concurrent ones, as met there.</summary>
    public long Conflicts { get; init; }

    public string? Problem { get; init; }
}

/// <summary>What the nodes report, with what is planned and not reported yet.</summary>
public static class StatusFrom
{
    public static IReadOnlyList<ReplicaStatus> Nodes(
        IReadOnlyDictionary<string, ObservedRegion> regions, ControlMemory memory) =>
    [
        .. regions.SelectMany(region => InRegion(region.Key, region.Value.Status, memory))
            .OrderBy(replica => replica.TableName, StringComparer.Ordinal)
            .ThenBy(replica => replica.Region, StringComparer.Ordinal),
    ];

    static IEnumerable<ReplicaStatus> InRegion(string region, RegionStatus? status, ControlMemory memory)
    {
        var reported = status?.Tables ?? [];
        foreach (var table in reported)
        {
            var group = memory.Groups.FirstOrDefault(group => group.Id == table.GroupId);
            yield return new ReplicaStatus
            {
                Region = region,
                TableName = table.Shape.TableName,
                Status = IsLeaving(group, region) ? TableStates.Deleting : table.Status,
                ItemCount = table.ItemCount,
                ProgressPercent = table.ProgressPercent,
                Sources = table.Sources,
                Conflicts = table.Conflicts.Sum(pair => pair.Count),
                Problem = table.Problem,
            };
        }

        foreach (var group in memory.Groups.Where(group => IsConcerned(group, region)))
        {
            if (!reported.Any(table => table.GroupId == group.Id))
            {
                yield return new ReplicaStatus
                {
                    Region = region,
                    TableName = group.Table.TableName(),
                    Status = status is null && group.MemberOf(region) is { InstalledEpoch: > 0 }
                        ? TableStates.Inaccessible
                        : TableStates.Creating,
                };
            }
        }
    }

    static bool IsConcerned(TableGroup group, string region) =>
        group.MemberOf(region) is not null || group.Table.Regions().Contains(region);

    static bool IsLeaving(TableGroup? group, string region) =>
        group?.MemberOf(region)?.State == MemberState.Leaving
        || group?.Removals.Any(removal => removal.Region == region) == true;
}
