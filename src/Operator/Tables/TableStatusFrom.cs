using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>A table's status as people see it, from what is known of it: pure.</summary>
static class TableStatusFrom
{
    /// <summary>A node that restarts is silent for a moment; only then is it told as not answering.</summary>
    public static readonly TimeSpan SilenceTolerated = TimeSpan.FromSeconds(5);

    /// <summary>Of what a node says; the definition of the resource has room for it.</summary>
    const int TextCharsMax = 1024;

    /// <summary>Of regions: the definition has room for so many.</summary>
    const int PairsMax = 256;

    /// <summary>Regions that are ready have heard of each other by then.</summary>
    public static readonly TimeSpan FirstContactWithin = TimeSpan.FromSeconds(15);

    public static V1Alpha1GlobalTableStatus Picture(
        V1Alpha1GlobalTable entity, TablePicture picture, DateTimeOffset now)
    {
        var name = TableObjects.NameOf(entity);
        var group = picture.Groups.GetValueOrDefault(name);
        var replicas = RegionsOf(entity, group, picture)
            .Select(region => Replica(region, entity, group, picture.Regions.GetValueOrDefault(region), now))
            .ToList();
        var wanted = replicas.Where(replica => IsWanted(entity, replica.Region)).ToList();
        var ready = wanted.Count(replica => replica.ReplicaStatus == TableStates.Active);
        var facts = new TableFacts(entity, group, replicas, [.. picture.Notes[name]], picture.Regions)
        {
            ReadyFor = ReadyFor(entity, now),
        };
        var conditions = TableConditions.Of(facts);
        return new V1Alpha1GlobalTableStatus
        {
            ObservedGeneration = entity.Metadata.Generation,
            TableStatus = StateOf(entity, replicas, conditions),
            ReplicaSummary = $"{ready}/{wanted.Count}",
            ReadyReplicas = ready,
            MaxReplicationLagMs = replicas.SelectMany(replica => replica.Sources ?? [])
                .Max(source => source.ReplicationLagMs),
            Conditions = [.. conditions.Select(condition => Dated(condition, entity, now))],
            Replicas = replicas,
        };
    }

    /// <summary>The declared regions first, in their order; then those that are about to leave.</summary>
    static IEnumerable<string> RegionsOf(V1Alpha1GlobalTable entity, TableGroup? group, TablePicture picture) =>
        entity.Spec.Replicas.Select(replica => replica.Region)
            .Concat(group?.Members.Select(member => member.Region) ?? [])
            .Concat(group?.Removals.Select(removal => removal.Region).Where(picture.Regions.ContainsKey) ?? [])
            .Distinct(StringComparer.Ordinal);

    static V1Alpha1ReplicaStatus Replica(
        string region, V1Alpha1GlobalTable entity, TableGroup? group, RegionPicture? known, DateTimeOffset now)
    {
        var table = known?.TableOf(group?.Id);
        var silentSince = known?.Node.SilentSince is { } since && now - since >= SilenceTolerated
            ? since
            : (DateTimeOffset?)null;
        if (table is null && known is { Node.LastHeard: null }
            && group?.MemberOf(region) is { InstalledEpoch: > 0 } member)
        {
            var before = entity.Status?.Replicas?.FirstOrDefault(replica => replica.Region == region);
            if (silentSince is { } deadSince)
            {
                return Unheard(region, before, entity, member, known, deadSince);
            }
        }

        return new V1Alpha1ReplicaStatus
        {
            Region = region,
            ReplicaStatus = ReplicaState(region, entity, group, table, silentSince),
            ReplicaStatusDescription = Cut(table?.Problem
                ?? (known is null ? $"there is no Region {region}" : silentSince is null ? null : known.Node.Failure)),
            ReplicaStatusPercentProgress = table?.ProgressPercent,
            ReplicaInaccessibleDateTime = silentSince is { } silent && table is not null ? Seconds(silent) : null,
            Endpoint = known?.Endpoint,
            TableId = table is { TableId: { Length: > 0 } id } ? id : null,
            ItemCount = table?.ItemCount,
            TableSizeBytes = table?.SizeBytes,
            Stale = silentSince is not null && table is not null ? true : null,
            Sources = table is { Sources.Count: > 0 } ? [.. table.Sources.Select(Source)] : null,
            Conflicts = table is { Conflicts.Count: > 0 } ? [.. table.Conflicts.Take(PairsMax).Select(Conflict)] : null,
            RepairedRows = table is { RepairedRows: > 0 and var repaired } ? repaired : null,
            DamagedRows = table is { DamagedRows: > 0 and var damaged } ? damaged : null,
        };
    }

    /// <summary>
    /// A member that was there and that this process has never heard: its figures are those of the process before.
    /// </summary>
    static V1Alpha1ReplicaStatus Unheard(
        string region,
        V1Alpha1ReplicaStatus? before,
        V1Alpha1GlobalTable entity,
        GroupMember member,
        RegionPicture known,
        DateTimeOffset deadSince)
    {
        before ??= new V1Alpha1ReplicaStatus { Region = region };
        return before with
        {
            ReplicaStatus = entity.DeletionTimestamp() is not null || member.State == MemberState.Leaving
                ? TableStates.Deleting
                : TableStates.Inaccessible,
            ReplicaStatusDescription = Cut(known.Node.Failure),
            ReplicaInaccessibleDateTime = before.ReplicaInaccessibleDateTime ?? Seconds(deadSince),
            Endpoint = known.Endpoint,
            Stale = true,
        };
    }

    static string ReplicaState(
        string region, V1Alpha1GlobalTable entity, TableGroup? group, TableStatus? table, DateTimeOffset? silentSince)
    {
        var member = group?.MemberOf(region);
        if (entity.DeletionTimestamp() is not null || (group is not null && member is null && !IsWanted(entity, region))
            || member?.State == MemberState.Leaving)
        {
            return TableStates.Deleting;
        }

        if (table is null || member is null)
        {
            return TableStates.Creating;
        }

        if (silentSince is not null)
        {
            return TableStates.Inaccessible;
        }

        return member.State == MemberState.Joining ? TableStates.Creating : table.Status;
    }

    static V1Alpha1SourceStatus Source(SourceStatus source) => new()
    {
        Region = source.Region,
        State = source.State.ToString(),
        ReplicationLagMs = source.LagMs is { } lag ? RoundedUp.Of(lag) : null,
        PendingRecords = RoundedUp.Of(source.PendingRecords),
        LastError = Cut(source.LastError),
        LastVerifiedTime = source.VerifiedAt is { } at ? Seconds(at) : null,
    };

    static V1Alpha1ConflictCount Conflict(ConflictStatus pair) => new()
    {
        LoserRegion = pair.LoserRegion,
        WinnerRegion = pair.WinnerRegion,
        Count = RoundedUp.Of(pair.Count),
    };

    static string? Cut(string? text) => text is { Length: > TextCharsMax } ? text[..TextCharsMax] : text;

    static string StateOf(
        V1Alpha1GlobalTable entity, List<V1Alpha1ReplicaStatus> replicas, IReadOnlyList<V1Condition> conditions)
    {
        if (entity.DeletionTimestamp() is not null)
        {
            return TableStates.Deleting;
        }

        if (replicas.All(replica => replica.ReplicaStatus == TableStates.Creating))
        {
            return TableStates.Creating;
        }

        return conditions.Any(condition =>
            condition is { Type: TableConditions.Progressing, Status: TableConditions.True })
            ? TableStates.Updating
            : TableStates.Active;
    }

    static TimeSpan ReadyFor(V1Alpha1GlobalTable entity, DateTimeOffset now) =>
        entity.Status?.Conditions?.FirstOrDefault(condition => condition.Type == TableConditions.Ready) is
            { Status: TableConditions.True, LastTransitionTime: { } since }
            ? now - new DateTimeOffset(since)
            : TimeSpan.Zero;

    /// <summary>A condition keeps its date for as long as it keeps its status.</summary>
    static V1Condition Dated(V1Condition condition, V1Alpha1GlobalTable entity, DateTimeOffset now)
    {
        var before = entity.Status?.Conditions?.FirstOrDefault(other => other.Type == condition.Type);
        condition.LastTransitionTime = before?.Status == condition.Status ? before.LastTransitionTime : Seconds(now);
        condition.ObservedGeneration = entity.Metadata.Generation;
        return condition;
    }

    static bool IsWanted(V1Alpha1GlobalTable entity, string region) =>
        entity.Spec.Replicas.Any(replica => replica.Region == region);

    /// <summary>Kubernetes keeps whole seconds; finer ones would differ from what is read back.</summary>
    static DateTime Seconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()).UtcDateTime;
}
