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
        if (Remembered(table, input) is { } known)
        {
            return ImmutableFields.RefusalOf(known.Table.Shape(), table.Shape()) is { } refusal
                ? (known, Problem(table, NoteReasons.InvalidSpec,
                    refusal + "; restore the manifest, or declare another table"))
                : Followed(known, table);
        }

        if (table.Spec.Replicas.Count == 0)
        {
            return (null, Problem(table, NoteReasons.InvalidSpec,
                "the table has no replicas; name at least one region"));
        }

        if (Deleted(table, input) is { } going)
        {
            return (null, Waiting(table, NoteReasons.WaitingForRegion,
                $"the table is made when the deleted one of this name is gone from {Names(going)}"));
        }

        if (Rival(table, input) is { } rival)
        {
            return (null, Problem(table, NoteReasons.TableNameTaken,
                $"{rival} declares a table of this name in the same region; rename one of them"));
        }

        var silent = table.Regions().Where(region => input.StatusOf(region) is null).ToList();
        return silent.Count > 0
            ? (null, Waiting(table, NoteReasons.RegionUnreachable,
                $"the table is made when {Names(silent)} can be reached"))
            : FromNodes(table, input, random);
    }

    /// <summary>The object's own group, else one of its name that no object declares any more.</summary>
    public static TableGroup? Remembered(GlobalTable table, PlanningInput input) =>
        input.Index.GroupOf(table.Metadata)
        ?? input.Index.GroupsNamed(table.TableName()).FirstOrDefault(group =>
            SharesRegion(group, table) && !input.Index.IsDeclared(group.Table.Metadata));

    static ResourceMetadata? Rival(GlobalTable table, PlanningInput input) =>
        input.Index.GroupsNamed(table.TableName())
            .FirstOrDefault(group => group.Table.Metadata != table.Metadata && SharesRegion(group, table))?
            .Table.Metadata
        ?? input.Index.TablesNamed(table.TableName())
            .TakeWhile(other => other.Metadata != table.Metadata)
            .FirstOrDefault(other => SharesRegion(other, table))?
            .Metadata;

    /// <summary>Regions of the object that still have a deleted table of its name; null for none.</summary>
    static List<string>? Deleted(GlobalTable table, PlanningInput input)
    {
        var regions = input.Memory.Groups
            .Where(group => (group.IsDeleted || input.DeletedGroups.Contains(group.Id))
                && group.Table.TableName() == table.TableName())
            .SelectMany(group => group.Removals.Select(removal => removal.Region)
                .Concat(group.Members.Select(member => member.Region)))
            .Intersect(table.Regions())
            .ToList();
        return regions.Count > 0 ? regions : null;
    }

    /// <summary>
    /// The group as it is declared now. An empty list of replicas is never a wish to remove them, and a protected
    /// replica stays.
    /// </summary>
    static (TableGroup Group, PlanNote? Note) Followed(TableGroup known, GlobalTable declared)
    {
        var before = known.Table.Spec.Replicas;
        if (declared.Spec.Replicas.Count == 0)
        {
            return (known with { Table = With(declared, before) }, null);
        }

        var kept = before
            .Where(replica => replica.DeletionProtectionEnabled && !declared.Regions().Contains(replica.Region))
            .ToList();
        return kept.Count == 0
            ? (known with { Table = declared }, null)
            : (known with { Table = With(declared, [.. declared.Spec.Replicas, .. kept]) },
                Problem(declared, NoteReasons.ReplicaProtected,
                    $"{Names(kept.Select(replica => replica.Region))} has deletionProtectionEnabled and stays; put it "
                    + "back, turn its protection off, and then remove it"));
    }

    static (TableGroup? Group, PlanNote? Note) FromNodes(GlobalTable table, PlanningInput input, Random random)
    {
        var copies = table.Regions()
            .SelectMany(region => input.StatusOf(region)!.Tables
                .Where(copy => copy.Shape.TableName == table.TableName()
                    && (copy.Members.Count > 0 || !copy.IsDeclared))
                .Select(copy => (Region: region, Table: copy)))
            .ToList();
        if (copies.Count == 0)
        {
            return (NewGroup(table, random), null);
        }

        // A group that is declared already is the table; regional ones of the name are met when it joins there.
        var declared = copies.Where(copy => copy.Table.IsDeclared).ToList();
        var candidates = declared.Count > 0 ? declared : copies;
        if (candidates.Select(copy => OriginOf(copy.Table)).Distinct().Count() > 1)
        {
            return (null, Problem(table, NoteReasons.TableNameTaken,
                $"{Names(copies.Select(copy => copy.Region))} have different tables of this name; "
                + "delete or rename all but one, which then becomes the source of the others"));
        }

        // Copies of one table that went their own ways: the first region that is declared is the source.
        var (source, found) = candidates[0];
        if (input.Memory.Groups.FirstOrDefault(group => group.Id == found.GroupId) is { } owned)
        {
            return (null, Problem(table, NoteReasons.TableNameTaken,
                $"{source} has a table of this name, which is {owned.Table.Metadata}'s; rename one of them"));
        }

        if (found.DeclaredBy != table.Metadata.ToString() && !input.MayAdopt(table.Metadata))
        {
            return (null, Problem(table, NoteReasons.TableNameTaken,
                $"{source} has a table of this name, {Owner(found)}; to take it over, annotate this object with "
                + "globaltables.dev/adopt=true"));
        }

        if (!ImmutableFields.SameKeys(found.Shape, table.Shape()))
        {
            return (null, Problem(table, NoteReasons.InvalidSpec,
                $"{source} has a table of this name with other keys; delete or rename one of them"));
        }

        return found.IsDeclared
            ? RebuiltGroup.Of(table, found.GroupId, input)
            : (AdoptedGroup(table, source, found), null);
    }

    /// <summary>The table that a copy was part of, or is by itself.</summary>
    static string OriginOf(TableStatus copy) => copy.IsDeclared ? copy.GroupId : copy.LeftGroup ?? copy.GroupId;

    static string Owner(TableStatus found) => found.DeclaredBy is { } owner
        ? found.IsDeclared ? $"which {owner} declares" : $"which {owner} declared"
        : "made through the API";

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
        Replaces = found.LeftGroup,
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

    /// <summary>A region that is about to leave has the table still.</summary>
    static bool SharesRegion(TableGroup group, GlobalTable table) =>
        SharesRegion(group.Table, table)
        || group.Members.Any(member => table.Regions().Contains(member.Region));

    static string Names(IEnumerable<string> regions) => string.Join(", ", regions.Order(StringComparer.Ordinal));

    static GlobalTable With(GlobalTable table, IReadOnlyList<Replica> replicas) =>
        table with { Spec = table.Spec with { Replicas = replicas } };

    static PlanNote Problem(GlobalTable table, string reason, string message) =>
        PlanNote.Of(table, NoteKind.Problem, reason, message);

    static PlanNote Waiting(GlobalTable table, string reason, string message) =>
        PlanNote.Of(table, NoteKind.Waiting, reason, message);
}
