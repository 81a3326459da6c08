using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>Everything that a plan follows from.</summary>
public sealed record PlanningInput
{
    /// <summary>A copy is indexed anew.</summary>
    PlanningInput(PlanningInput other)
    {
        (Tables, Regions, Memory) = (other.Tables, other.Regions, other.Memory);
        (Settled, DeletedGroups) = (other.Settled, other.DeletedGroups);
        (MayAdopt, IsForcedToLeave) = (other.MayAdopt, other.IsForcedToLeave);
    }

    public PlanningInput()
    {
    }

    /// <summary>What is declared. Of two that claim one name in a region, the first has it.</summary>
    public required IReadOnlyList<GlobalTable> Tables { get; init; }

    /// <summary>Every region there is, by name.</summary>
    public required IReadOnlyDictionary<string, ObservedRegion> Regions { get; init; }

    public required ControlMemory Memory { get; init; }

    /// <summary>Requests made through the API whose edits are in <see cref="Tables"/>, or were refused.</summary>
    public IReadOnlyList<SettledRequest> Settled { get; init; } = [];

    /// <summary>Groups whose table is deleted as a whole, as it was asked for.</summary>
    public IReadOnlyList<string> DeletedGroups { get; init; } = [];

    /// <summary>
    /// Whether an object may take over a table that it did not declare last; it always may what it did.
    /// </summary>
    public Func<ResourceMetadata, bool> MayAdopt { get; init; } = _ => true;

    /// <summary>
    /// Whether a region that is to leave and cannot be reached leaves all the same: what it wrote last may be lost.
    /// </summary>
    public Func<ResourceMetadata, string, bool> IsForcedToLeave { get; init; } = (_, _) => false;

    PlanningIndex? index;

    internal PlanningIndex Index => index ??= new PlanningIndex(this);

    internal RegionStatus? StatusOf(string region) => Regions.GetValueOrDefault(region)?.Status;

    /// <summary>The group's table in a region; null when the region is unreachable or has none.</summary>
    internal TableStatus? TableIn(string region, string groupId) =>
        Regions.GetValueOrDefault(region)?.TableOf(groupId);

    /// <summary>
    /// What a member reports as the one that the group lists: null also where it does so under another log, as on a
    /// new volume.
    /// </summary>
    internal TableStatus? ReportOf(GroupMember member, string groupId) =>
        TableIn(member.Region, groupId) is { } report
        && (member.Log is { } log ? report.Log == log : report.MembershipEpoch >= member.ListedEpoch)
            ? report
            : null;
}

/// <param name="PeerAddress">Where its node answers peers; null while that is not known.</param>
/// <param name="Status">What its node reported; null when it cannot be reached.</param>
public sealed record ObservedRegion(string? PeerAddress, RegionStatus? Status)
{
    Dictionary<string, TableStatus>? tables;

    internal TableStatus? TableOf(string groupId)
    {
        if (tables is null)
        {
            var byGroup = new Dictionary<string, TableStatus>(StringComparer.Ordinal);
            foreach (var table in Status?.Tables ?? [])
            {
                byGroup.TryAdd(table.GroupId, table);
            }

            tables = byGroup;
        }

        return tables.GetValueOrDefault(groupId);
    }
}

/// <param name="Region">The region through whose API it was made.</param>
/// <param name="Request">The request, as the node reports it.</param>
/// <param name="Refusal">Why it was not carried out; null when it was.</param>
/// <param name="Table">The object that it became an edit of.</param>
public sealed record SettledRequest(
    string Region, ControlRequest Request, string? Refusal, ResourceMetadata? Table = null);
