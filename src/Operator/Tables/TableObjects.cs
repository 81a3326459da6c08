using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>Objects of Kubernetes as the planning knows them, and back.</summary>
static class TableObjects
{
    public static GlobalTable Of(V1Alpha1GlobalTable entity) => new()
    {
        Metadata = NameOf(entity),
        Spec = entity.Spec,
    };

    public static ResourceMetadata NameOf(V1Alpha1GlobalTable entity) => new(entity.Name(), entity.Namespace());

    /// <summary>What is declared and not deleted, the oldest first: of two that claim a name it has it.</summary>
    public static IReadOnlyList<GlobalTable> Declared(IEnumerable<V1Alpha1GlobalTable> entities) =>
    [
        .. entities.Where(entity => entity.DeletionTimestamp() is null)
            .OrderBy(entity => entity.CreationTimestamp())
            .ThenBy(entity => entity.Namespace(), StringComparer.Ordinal)
            .ThenBy(entity => entity.Name(), StringComparer.Ordinal)
            .Select(Of),
    ];

    /// <summary>The group that the object remembers; null when it has none, or none that can be read.</summary>
    public static TableGroup? GroupOf(V1Alpha1GlobalTable entity) =>
        entity.Status?.Group is not { } group ? null : new TableGroup
        {
            Id = group.Id,
            Replaces = group.Replaces,
            Table = Of(entity),
            Epoch = group.Epoch,
            Members = [.. group.Members.Select(MemberOf)],
            Removals =
            [
                .. (group.Removals ?? []).Select(removal => new PendingRemoval(removal.Region, removal.DeleteData)),
            ],
            Left =
            [
                .. (group.Left ?? []).Select(left => new LeftLog(left.Region, left.Log, left.Epoch, left.Drained)),
            ],
        };

    /// <summary>As it is written into the object's status.</summary>
    public static V1Alpha1TableGroup Written(TableGroup group) => new()
    {
        Id = group.Id,
        Replaces = group.Replaces,
        Epoch = group.Epoch,
        Members =
        [
            .. group.Members.Select(member => new V1Alpha1GroupMember
            {
                Region = member.Region,
                State = member.State.ToString(),
                Log = member.Log,
                ListedEpoch = member.ListedEpoch,
                InstalledEpoch = member.InstalledEpoch,
            }),
        ],
        Removals = group.Removals.Count == 0
            ? null
            : [.. group.Removals.Select(removal => new V1Alpha1MemberRemoval(removal.Region, removal.DeleteData))],
        Left = group.Left.Count == 0
            ? null
            : [.. group.Left.Select(left => new V1Alpha1LeftLog(left.Region, left.Log, left.Epoch, left.Drained))],
    };

    /// <summary>
    /// A table whose object is deleted, as far as regions have still to hear of it: only what a removal needs.
    /// </summary>
    public static TableGroup DeletedGroup(V1Alpha1PendingRemoval removal, IEnumerable<PendingRemoval> regions) => new()
    {
        Id = removal.GroupId,
        Table = new GlobalTable
        {
            Metadata = removal.DeclaredBy.Split('/') is [var space, var name]
                ? new ResourceMetadata(name, space)
                : new ResourceMetadata(removal.DeclaredBy),
            Spec = new GlobalTableSpec
            {
                TableName = removal.TableName,
                AttributeDefinitions = [],
                KeySchema = [],
            },
        },
        Epoch = 0,
        Members = [],
        Removals = [.. regions],
        IsDeleted = true,
    };

    static GroupMember MemberOf(V1Alpha1GroupMember member) => new()
    {
        Region = member.Region,
        State = Enum.Parse<MemberState>(member.State),
        Log = member.Log,
        ListedEpoch = member.ListedEpoch,
        InstalledEpoch = member.InstalledEpoch,
    };
}
