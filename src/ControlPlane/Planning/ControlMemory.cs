using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>
/// What a control plane must remember between two plans. It is kept before a config that follows from it is
/// pushed: an epoch that a node may have seen is then never used for anything else. When it is lost it is read
/// from the nodes again.
/// </summary>
public sealed record ControlMemory
{
    /// <summary>The highest config epoch made here or reported by a node.</summary>
    public long HighestEpoch { get; init; }

    public IReadOnlyList<TableGroup> Groups { get; init; } = [];

    /// <summary>By region: the document that its node accepted last.</summary>
    public IReadOnlyDictionary<string, AcceptedConfig> Accepted { get; init; } =
        new Dictionary<string, AcceptedConfig>();

    public ControlMemory WithAccepted(RegionConfig config) => this with
    {
        Accepted = new SortedDictionary<string, AcceptedConfig>(Accepted.ToDictionary(), StringComparer.Ordinal)
        {
            [config.Region] = new AcceptedConfig(config.Epoch, ConfigDigest.Of(config))
            {
                Removals = [.. config.Removals.Select(removal => removal.GroupId)],
            },
        },
    };
}

/// <param name="Epoch">The document's config epoch.</param>
/// <param name="Digest">See <see cref="ConfigDigest"/>.</param>
public sealed record AcceptedConfig(long Epoch, string Digest)
{
    /// <summary>The groups that the region was told to let go.</summary>
    public IReadOnlyList<string> Removals { get; init => field = value ?? []; } = [];
}

/// <summary>A table's group: the regions that share it, and how far its membership has come.</summary>
public sealed record TableGroup
{
    public required string Id { get; init; }

    /// <summary>What was declared last and could be followed.</summary>
    public required GlobalTable Table { get; init; }

    /// <summary>The membership epoch.</summary>
    public required long Epoch { get; init; }

    public required IReadOnlyList<GroupMember> Members { get; init; }

    /// <summary>Regions that are members no more, and have not confirmed it yet.</summary>
    public IReadOnlyList<PendingRemoval> Removals { get; init; } = [];

    /// <summary>Logs that have left the group, until every member covers them to the end.</summary>
    public IReadOnlyList<LeftLog> Left { get; init => field = value ?? []; } = [];

    /// <summary>
    /// The highest epoch that every member is known to have installed: it may be behind, and is never ahead.
    /// </summary>
    public long InstalledEpoch() => Members.Count == 0 ? 0 : Members.Min(member => member.InstalledEpoch);

    /// <summary>
    /// The group that the table had before its object was deleted: copies that left that one make room for this
    /// one's.
    /// </summary>
    public string? Replaces { get; init; }

    /// <summary>
    /// The table is deleted as a whole; the group is forgotten once its regions have confirmed it.
    /// </summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// True for a copy that was part of this table once, or of the former group and never heard that it ended.
    /// </summary>
    public bool IsFormerCopy(TableStatus copy) =>
        (!copy.IsDeclared && copy.LeftGroup is { } left && (left == Id || left == Replaces))
        || (Replaces is not null && copy.GroupId == Replaces);

    public GroupMember? MemberOf(string region) => Members.FirstOrDefault(member => member.Region == region);

    public TableGroup Next(IEnumerable<GroupMember> members) => this with
    {
        Epoch = Epoch + 1,
        Members = [.. members.OrderBy(member => member.Region, StringComparer.Ordinal)],
    };

    /// <summary>Without members. Nobody has to hear what another one wrote last.</summary>
    public TableGroup Deleted() => Next([]) with
    {
        IsDeleted = true,
        Left = [],
        Removals =
        [
            .. Removals,
            .. Members.Select(member => new PendingRemoval(member.Region, DeletesDataIn(member.Region))),
        ],
    };

    /// <summary>
    /// Whether data goes with the replica: it was asked for, and neither the table nor the replica is protected.
    /// </summary>
    public bool DeletesDataIn(string region) =>
        Table.Spec.DeletionPolicy == DeletionPolicy.Delete
        && !Table.Spec.DeletionProtectionEnabled
        && !Table.Spec.Replicas.Any(replica => replica.Region == region && replica.DeletionProtectionEnabled);

    public TableGroup Next(GroupMember changed) =>
        Next(Members.Where(member => member.Region != changed.Region).Append(changed));
}

public sealed record GroupMember
{
    public required string Region { get; init; }

    /// <summary>The log that the region writes to; absent until it has reported it.</summary>
    public long? Log { get; init; }

    public required MemberState State { get; init; }

    /// <summary>The epoch that listed the member first: what it reported before is of another life.</summary>
    public required long ListedEpoch { get; init; }

    /// <summary>
    /// The membership epoch that the member has reported last under its log; 0 while it has not, and from when its
    /// volume is lost.
    /// </summary>
    public long InstalledEpoch { get; init; }
}

public sealed record PendingRemoval(string Region, bool DeleteData);
