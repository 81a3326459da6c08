using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <param name="Entity">The object.</param>
/// <param name="Group">As planned last; null until the table is made.</param>
/// <param name="Replicas">The regions as the status will show them.</param>
/// <param name="Notes">What the planning has to say.</param>
/// <param name="Regions">Every region there is.</param>
sealed record TableFacts(
    V1Alpha1GlobalTable Entity,
    TableGroup? Group,
    IReadOnlyList<V1Alpha1ReplicaStatus> Replicas,
    IReadOnlyList<PlanNote> Notes,
    IReadOnlyDictionary<string, RegionPicture> Regions)
{
    /// <summary>How long the table has been ready; zero when it is not.</summary>
    public TimeSpan ReadyFor { get; init; }
}

/// <summary>
/// The conditions of a table, each with the reason and what to do: docs/operations.md has a chapter for every reason.
/// </summary>
static class TableConditions
{
    public const string Ready = "Ready";
    public const string Progressing = "Progressing";
    public const string Degraded = "Degraded";
    public const string ReplicationHealthy = "ReplicationHealthy";
    public const string ClockSkew = "ClockSkew";
    public const string True = "True";
    public const string False = "False";
    public const string Unknown = "Unknown";
    const string AsExpected = "AsExpected";

    static readonly long SilenceToleratedMs = (long)TableStatusFrom.SilenceTolerated.TotalMilliseconds;

    public static IReadOnlyList<V1Condition> Of(TableFacts facts) =>
        [ReadyOf(facts), ProgressingOf(facts), DegradedOf(facts), ReplicationHealthyOf(facts), ClockSkewOf(facts)];

    static V1Condition ReadyOf(TableFacts facts)
    {
        if (facts.Entity.DeletionTimestamp() is not null)
        {
            return Condition(Ready, False, "Deleting", "the table is being deleted");
        }

        var wanted = facts.Entity.Spec.Replicas.Select(replica => replica.Region).ToList();
        var missing = wanted.Where(region => !facts.Regions.ContainsKey(region)).ToList();
        if (missing.Count > 0)
        {
            return Condition(Ready, False, "RegionNotFound",
                $"there is no Region {Names(missing)}: make one, or let the operator make regions (autoCreateRegions)");
        }

        if (facts.Notes.FirstOrDefault(note => note.Kind == NoteKind.Problem) is { } problem)
        {
            return Condition(Ready, False, problem.Reason, problem.Message);
        }

        var notActive = facts.Replicas
            .Where(replica => wanted.Contains(replica.Region) && replica.ReplicaStatus is not (
                TableStates.Active or TableStates.Updating))
            .ToList();
        var dead = notActive.Where(replica => replica.ReplicaStatus == TableStates.Inaccessible).ToList();
        if (dead.Count > 0)
        {
            return Condition(Ready, False, NoteReasons.RegionUnreachable,
                $"{Names(dead.Select(replica => replica.Region))} does not answer; the other regions serve. "
                + "Look at the region's pod, or remove the replica");
        }

        if (notActive.Count > 0)
        {
            return Condition(Ready, False, NoteReasons.ReplicaCreating, string.Join("; ", notActive.Select(Told)));
        }

        return IsInstalled(facts)
            ? Condition(Ready, True, "AllReplicasActive", Serving(facts.Entity.Spec.Replicas))
            : Condition(Ready, False, "ReplicaUpdating", "the regions take in what the manifest says now");

        string Told(V1Alpha1ReplicaStatus replica) =>
            facts.Notes.FirstOrDefault(note => note.Reason != NoteReasons.ReplicaReconciling
                && note.Message.Contains(replica.Region, StringComparison.Ordinal))?.Message
            ?? replica switch
            {
                { ReplicaStatusPercentProgress: { } percent } => $"{replica.Region}: copying, {percent} %",
                { ReplicaStatusDescription: { } why } => $"{replica.Region}: {why}",
                _ => $"{replica.Region} is being made",
            };
    }

    static string Serving(IReadOnlyList<Replica> replicas) => string.Join("; ", replicas
        .GroupBy(replica => replica.Access)
        .OrderBy(some => some.Key)
        .Select(some => Names(some.Select(replica => replica.Region))
            + (some.Key == ReplicaAccess.ReadOnly ? " for reads only" : " for reads and writes")));

    /// <summary>True when every node has the table as this generation of the object says.</summary>
    static bool IsInstalled(TableFacts facts)
    {
        if (facts.Group is not { } group)
        {
            return false;
        }

        if (facts.Entity.Spec.Paused)
        {
            return true;
        }

        var shape = TableObjects.Of(facts.Entity).Shape();
        return facts.Entity.Spec.Replicas.All(replica =>
            facts.Regions[replica.Region].TableOf(group.Id) is { } table
            && table.MembershipEpoch == group.Epoch
            && table.IsReadOnly == (replica.Access == ReplicaAccess.ReadOnly)
            && table.OmitsConflicts == (facts.Entity.Spec.ConflictLog is { Enabled: false })
            && table.Shape.BillingMode == shape.BillingMode
            && table.Shape.ProvisionedThroughput == shape.ProvisionedThroughput
            && table.Shape.TimeToLive == shape.TimeToLive
            && table.Shape.DeletionProtectionEnabled == shape.DeletionProtectionEnabled
            && (shape.GlobalSecondaryIndexes is null
                || IndexLists.Same(table.Shape.GlobalSecondaryIndexes, shape.GlobalSecondaryIndexes))

            // A node of an earlier version knows nothing of streams, and is not to hold up its own replacement.
            && (table.Shape.StreamSpecification is not { } stream || stream == shape.StreamSpecification));
    }

    static V1Condition ProgressingOf(TableFacts facts)
    {
        if (facts.Entity.DeletionTimestamp() is not null)
        {
            return Condition(Progressing, True, "Deleting", "the regions let the table go");
        }

        if (facts.Entity.Spec.Paused)
        {
            return Condition(Progressing, False, "Paused",
                "spec.paused is true: changes are followed when it is false again; replication goes on");
        }

        if (facts.Notes.FirstOrDefault(note => note.Kind == NoteKind.Waiting) is { } waiting)
        {
            return Condition(Progressing, True, ReasonOf(waiting), waiting.Message);
        }

        var leaving = facts.Replicas.Where(replica => replica.ReplicaStatus == TableStates.Deleting).ToList();
        if (leaving.Count > 0)
        {
            var isDraining = leaving.Exists(replica => facts.Group?.MemberOf(replica.Region) is not null);
            return Condition(Progressing, True, isDraining ? NoteReasons.ReplicaDraining : "ReplicaRemoving",
                $"{Names(leaving.Select(replica => replica.Region))} "
                + (isDraining ? "hands over what it wrote last, and leaves" : "leaves"));
        }

        var creating = facts.Replicas.Where(replica => replica.ReplicaStatus == TableStates.Creating).ToList();
        return creating.Count > 0 && facts.Notes.All(note => note.Kind != NoteKind.Problem)
            ? Condition(Progressing, True, "ReplicaBootstrapping",
                $"{Names(creating.Select(replica => replica.Region))} is being filled")
            : Condition(Progressing, False, "Settled", "the regions are what the manifest says");
    }

    static string ReasonOf(PlanNote waiting) =>
        waiting.Reason == NoteReasons.ReplicaReconciling ? waiting.Reason : NoteReasons.WaitingForRegion;

    static V1Condition DegradedOf(TableFacts facts)
    {
        var silent = facts.Replicas
            .Where(replica => replica.Stale == true || IsSilent(facts, replica))
            .Select(replica => replica.Region)
            .ToList();
        if (silent.Count > 0)
        {
            return Condition(Degraded, True, NoteReasons.RegionUnreachable,
                $"{Names(silent)} does not answer: its figures are the last ones heard, and what it wrote last may not "
                + "have reached the others");
        }

        if (facts.Replicas.FirstOrDefault(replica => ProblemOf(facts, replica) is not null) is { } troubled)
        {
            return Condition(Degraded, True, "NodeProblem", $"{troubled.Region}: {ProblemOf(facts, troubled)}");
        }

        if (facts.Replicas.FirstOrDefault(replica => replica.DamagedRows > 0) is { } damaged)
        {
            return Condition(Degraded, True, "DamagedRows",
                $"{damaged.Region}: {damaged.DamagedRows} items are not as they were written, and no other region has "
                + "them whole. They stay as they are: write them anew, or restore them");
        }

        var stalled = facts.Replicas
            .SelectMany(replica => (replica.Sources ?? []).Select(source => (To: replica.Region, Source: source)))
            .Where(pair => IsStalled(facts, pair.Source))
            .ToList();
        return stalled.Count > 0
            ? Condition(Degraded, True, "StreamStalled", string.Join("; ", stalled.Select(pair =>
                $"{pair.To} hears nothing from {pair.Source.Region}"
                + (pair.Source.LastError is { } error ? $" ({error})" : ""))))
            : Condition(Degraded, False, AsExpected, "nothing needs a person");
    }

    static V1Condition ReplicationHealthyOf(TableFacts facts)
    {
        if (facts.Replicas.Count < 2)
        {
            return Condition(ReplicationHealthy, True, "NoPeers", "the table lives in one region");
        }

        if (facts.Replicas.Where(replica => replica.Stale == true).ToList() is { Count: > 0 } stale)
        {
            return Condition(ReplicationHealthy, Unknown, "ProbeFailed",
                $"{Names(stale.Select(replica => replica.Region))} does not answer");
        }

        var pairs = facts.Replicas
            .SelectMany(replica => (replica.Sources ?? []).Select(source => (To: replica.Region, Source: source)))
            .Where(pair => pair.Source.State != nameof(SourceState.Bootstrapping))
            .ToList();
        if (pairs.Count == 0 || pairs.Exists(pair => pair.Source.ReplicationLagMs is null))
        {
            return Condition(ReplicationHealthy, Unknown, "NotMeasured",
                "the regions have not heard of each other yet");
        }

        var boundMs = facts.Entity.Spec.ReplicationLagThresholdSeconds * 1000L;
        var behind = pairs.Where(pair => pair.Source.ReplicationLagMs > boundMs).ToList();
        return behind.Count > 0
            ? Condition(ReplicationHealthy, False, "LagAboveThreshold",
                string.Join("; ", behind.Select(pair => $"{pair.To} is behind {pair.Source.Region}"))
                + $" by more than {facts.Entity.Spec.ReplicationLagThresholdSeconds} s")
            : Condition(ReplicationHealthy, True, "LagBelowThreshold",
                $"every pair of regions is within {facts.Entity.Spec.ReplicationLagThresholdSeconds} s");
    }

    /// <summary>Of a region that does not answer nothing is said; its peers see its clock, if it runs.</summary>
    static V1Condition ClockSkewOf(TableFacts facts)
    {
        var clocks = facts.Replicas
            .Select(replica => facts.Regions.GetValueOrDefault(replica.Region)?.Node.Status?.Clock)
            .OfType<ClockStatus>()
            .Where(clock => clock.Problem is not null)
            .ToList();
        if (clocks.Where(clock => clock.IsFenced).ToList() is { Count: > 0 } fenced)
        {
            return Condition(ClockSkew, True, "RegionFenced", Problems(fenced));
        }

        return clocks.Count > 0
            ? Condition(ClockSkew, True, "ClocksDiffer", Problems(clocks))
            : Condition(ClockSkew, False, AsExpected, "the clocks of the regions agree");

        static string Problems(List<ClockStatus> some) => string.Join(" ", some.Select(clock => clock.Problem));
    }

    /// <summary>
    /// The lag of a stream that is cut grows; one that was never there has a while from when its table is ready.
    /// </summary>
    static bool IsStalled(TableFacts facts, V1Alpha1SourceStatus source) =>
        source.State == nameof(SourceState.Disconnected)
        && facts.Group?.MemberOf(source.Region) is not null
        && (source.ReplicationLagMs is { } lagMs
            ? lagMs > SilenceToleratedMs
            : facts.ReadyFor >= TableStatusFrom.FirstContactWithin);

    static string? ProblemOf(TableFacts facts, V1Alpha1ReplicaStatus replica) =>
        facts.Regions.GetValueOrDefault(replica.Region)?.TableOf(facts.Group?.Id)?.Problem;

    static bool IsSilent(TableFacts facts, V1Alpha1ReplicaStatus replica) =>
        replica.ReplicaStatus == TableStates.Inaccessible
        || (replica.ReplicaStatus == TableStates.Deleting
            && facts.Group?.MemberOf(replica.Region) is not null
            && facts.Regions.GetValueOrDefault(replica.Region) is { Node.Status: null });

    static string Names(IEnumerable<string> regions) => string.Join(", ", regions);

    static V1Condition Condition(string type, string status, string reason, string message) =>
        new() { Type = type, Status = status, Reason = reason, Message = message };
}
