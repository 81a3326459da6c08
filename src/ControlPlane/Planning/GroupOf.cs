using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>
/// Finds the group of a declared table: in memory, else at the nodes, else a new one. A new one is made, and a
/// found one taken over, only when every region concerned has been heard: a group made while a region is silent
/// could turn out to be the second of its name.
/// </summary>
static class GroupOf
{
    public static (TableGroup? Group, PlanNote? Note) Table(GlobalTable table, PlanningInput input, Random random)
    {
        var name = table.TableName();
        if (Remembered(table, input) is { } known)
        {
            return ImmutableFields.RefusalOf(known.Table.Shape(), table.Shape()) is { } refusal
                ? (known, Problem(name, refusal + "; restore the manifest, or declare another table"))
                : (known with { Table = KeepingReplicas(table, known.Table) }, null);
        }

        if (table.Spec.Replicas.Count == 0)
        {
            return (null, Problem(name, "the table has no replicas; name at least one region"));
        }

        if (input.Memory.Groups.Any(group =>
            (group.IsDeleted || input.DeletedGroups.Contains(group.Id)) && group.Table.TableName() == name))
        {
            return (null, Waiting(name, "the table is made when the deleted one of this name is gone"));
        }

        if (Rival(table, input) is { } rival)
        {
            return (null, Problem(name,
                $"{rival} declares a table of this name in the same region; rename one of them"));
        }

        var silent = table.Regions().Where(region => input.StatusOf(region) is null).ToList();
        return silent.Count > 0
            ? (null, Waiting(name, $"the table is made when {Names(silent)} can be reached"))
            : FromNodes(table, input, random);
    }

    /// <summary>The object's own group, else one of its name that no object declares any more.</summary>
    public static TableGroup? Remembered(GlobalTable table, PlanningInput input)
    {
        var groups = input.Memory.Groups
            .Where(group => !group.IsDeleted && !input.DeletedGroups.Contains(group.Id))
            .ToList();
        return groups.FirstOrDefault(group => group.Table.Metadata == table.Metadata)
            ?? groups.FirstOrDefault(group =>
                group.Table.TableName() == table.TableName()
                && SharesRegion(group.Table, table)
                && !input.Tables.Any(other => other.Metadata == group.Table.Metadata));
    }

    static ResourceMetadata? Rival(GlobalTable table, PlanningInput input) =>
        input.Memory.Groups.Select(group => group.Table)
            .Concat(input.Tables.TakeWhile(other => other.Metadata != table.Metadata))
            .FirstOrDefault(other => other.TableName() == table.TableName()
                && other.Metadata != table.Metadata
                && SharesRegion(other, table))?
            .Metadata;

    /// <summary>An empty list of replicas is never a wish to remove them.</summary>
    static GlobalTable KeepingReplicas(GlobalTable declared, GlobalTable before) =>
        declared.Spec.Replicas.Count > 0
            ? declared
            : declared with { Spec = declared.Spec with { Replicas = before.Spec.Replicas } };

    static (TableGroup? Group, PlanNote? Note) FromNodes(GlobalTable table, PlanningInput input, Random random)
    {
        var name = table.TableName();
        var copies = table.Regions()
            .SelectMany(region => input.StatusOf(region)!.Tables
                .Where(copy => copy.Shape.TableName == name && (copy.Members.Count > 0 || !copy.IsDeclared))
                .Select(copy => (Region: region, Table: copy)))
            .ToList();
        if (copies.Count == 0)
        {
            return (NewGroup(table, random), null);
        }

        // A group that is declared already is the table; regional ones of the name are met when it joins there.
        var declared = copies.Where(copy => copy.Table.IsDeclared).ToList();
        var candidates = declared.Count > 0 ? declared : copies;
        if (candidates.DistinctBy(copy => copy.Table.GroupId).Count() > 1)
        {
            return (null, Problem(name,
                $"{Names(copies.Select(copy => copy.Region))} have different tables of this name; "
                + "delete or rename all but one, which then becomes the source of the others"));
        }

        var (source, found) = candidates[0];
        if (!ImmutableFields.SameKeys(found.Shape, table.Shape()))
        {
            return (null, Problem(name,
                $"{source} has a table of this name with other keys; delete or rename one of them"));
        }

        return found.IsDeclared
            ? RebuiltGroup.Of(table, found.GroupId, input)
            : (AdoptedGroup(table, source, found), null);
    }

    /// <summary>Nothing to copy: every region serves at once.</summary>
    static TableGroup NewGroup(GlobalTable table, Random random)
    {
        Span<byte> id = stackalloc byte[16];
        random.NextBytes(id);
        return new TableGroup
        {
            Id = new Guid(id).ToString(),
            Table = table,
            Epoch = 1,
            Members =
            [
                .. table.Regions().Order(StringComparer.Ordinal).Select(region => new GroupMember
                {
                    Region = region,
                    State = MemberState.Active,
                    ListedEpoch = 1,
                }),
            ],
        };
    }

    /// <summary>A table made through the API: its region is the source, the others join one by one.</summary>
    static TableGroup AdoptedGroup(GlobalTable table, string source, TableStatus found) => new()
    {
        Id = found.GroupId,
        Table = table,
        Epoch = found.MembershipEpoch + 1,
        Members =
        [
            new GroupMember
            {
                Region = source,
                Log = found.Log,
                State = MemberState.Active,
                ListedEpoch = found.MembershipEpoch + 1,
                InstalledEpoch = found.MembershipEpoch,
            },
        ],
    };

    static bool SharesRegion(GlobalTable one, GlobalTable other) =>
        one.Regions().Intersect(other.Regions(), StringComparer.Ordinal).Any();

    static string Names(IEnumerable<string> regions) => string.Join(", ", regions.Order(StringComparer.Ordinal));

    static PlanNote Problem(string table, string message) => new(NoteKind.Problem, table, message);

    static PlanNote Waiting(string table, string message) => new(NoteKind.Waiting, table, message);
}
