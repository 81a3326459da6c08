using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>
/// What every region should be, from what is declared, what the nodes report and what is remembered. It moves each
/// table by one change at most and may be called at any moment and any number of times: what a lost push or a crash
/// left undone is planned again.
/// </summary>
public static class RegionConfigFrom
{
    /// <param name="input">What the plan follows from.</param>
    /// <param name="random">Gives new groups their ids.</param>
    public static Plan Plan(PlanningInput input, Random random)
    {
        var notes = new List<PlanNote>();
        var tableOf = TablesByGroup(input);
        var groups = input.Memory.Groups
            .Select(group => input.DeletedGroups.Contains(group.Id) && !group.IsDeleted
                ? group.Deleted()
                : Next(Declared(group, tableOf, input, random, notes), input, notes))
            .Where(group => !group.IsDeleted || group.Removals.Count > 0)
            .ToList();
        var followed = groups.Where(group => !group.IsDeleted).Select(group => group.Table.Metadata).ToHashSet();
        foreach (var table in input.Tables.Where(table =>
            !table.Spec.Paused && !followed.Contains(table.Metadata)))
        {
            var (group, note) = GroupOf.Table(table, input, random);
            AddIfSaid(notes, note);
            if (group is not null)
            {
                groups.Add(group);
            }
        }

        var memory = input.Memory with
        {
            Groups = groups,
            HighestEpoch = input.Regions.Values
                .Select(region => region.Status?.ConfigEpoch ?? 0)
                .Append(input.Memory.HighestEpoch)
                .Max(),
        };
        var configs = new List<RegionConfig>();
        foreach (var (region, observed) in input.Regions.OrderBy(region => region.Key, StringComparer.Ordinal))
        {
            if (observed.Status is { } status
                && ConfigFor(region, groups, input) is var config
                && IsNews(config, status, memory))
            {
                memory = memory with { HighestEpoch = memory.HighestEpoch + 1 };
                configs.Add(config with { Epoch = memory.HighestEpoch });
            }
        }

        return new Plan(memory, configs, notes);
    }

    /// <summary>A paused table is left out of the configs, which changes nothing at the nodes.</summary>
    static TableGroup Next(TableGroup group, PlanningInput input, List<PlanNote> notes) =>
        group.Table.Spec.Paused ? group : MembershipStep.Next(group, input, notes);

    /// <summary>
    /// The group with what its manifest says now; a table missing from the manifests stays as it is.
    /// </summary>
    static TableGroup Declared(
        TableGroup group,
        Dictionary<string, GlobalTable> tableOf,
        PlanningInput input,
        Random random,
        List<PlanNote> notes)
    {
        if (!tableOf.TryGetValue(group.Id, out var table))
        {
            return group;
        }

        var (declared, note) = GroupOf.Table(table, input, random);
        AddIfSaid(notes, note);
        return declared!;
    }

    static Dictionary<string, GlobalTable> TablesByGroup(PlanningInput input)
    {
        var tables = new Dictionary<string, GlobalTable>(StringComparer.Ordinal);
        foreach (var table in input.Tables)
        {
            if (GroupOf.Remembered(table, input) is { } group)
            {
                tables.TryAdd(group.Id, table);
            }
        }

        return tables;
    }

    static RegionConfig ConfigFor(string region, List<TableGroup> groups, PlanningInput input) => new()
    {
        Epoch = 0,
        Region = region,
        Peers =
        [
            .. input.Regions.Where(peer => peer.Key != region && peer.Value.PeerAddress is not null)
                .OrderBy(peer => peer.Key, StringComparer.Ordinal)
                .Select(peer => new PeerAddress(peer.Key, peer.Value.PeerAddress!)),
        ],
        Tables =
        [
            .. groups.Where(group => group.MemberOf(region) is not null)
                .Where(group => !group.Table.Spec.Paused)
                .OrderBy(group => group.Id, StringComparer.Ordinal)
                .Select(group => ConfigOf(group, region, input)),
        ],
        Removals =
        [
            .. groups.SelectMany(group => group.Removals
                .Where(removal => removal.Region == region)
                .Select(removal => new TableRemoval(group.Id, removal.DeleteData))),
        ],
        Answers =
        [
            .. input.Settled.Where(settled => settled.Region == region && IsVisible(settled, groups))
                .Select(settled => new ControlRequestAnswer(settled.Request.Id, settled.Refusal)),
        ],
    };

    /// <summary>What the declaration leaves to the table is what the members have: a new replica has it, too.</summary>
    static TableShape ShapeOf(TableGroup group, PlanningInput input)
    {
        var shape = group.Table.Shape();
        if (shape is { LocalSecondaryIndexes: not null, GlobalSecondaryIndexes: not null })
        {
            return shape;
        }

        var copies = group.Members
            .Select(member => input.TableIn(member.Region, group.Id)?.Shape)
            .OfType<TableShape>()
            .ToList();
        var locals = shape.LocalSecondaryIndexes ?? IndexLists.Most(copies.Select(copy => copy.LocalSecondaryIndexes));
        var globals =
            shape.GlobalSecondaryIndexes ?? IndexLists.Most(copies.Select(copy => copy.GlobalSecondaryIndexes));
        return locals is null && globals is null ? shape : shape with
        {
            LocalSecondaryIndexes = locals,
            GlobalSecondaryIndexes = globals,
            AttributeDefinitions =
            [
                .. shape.AttributeDefinitions.Concat(copies.SelectMany(copy => copy.AttributeDefinitions))
                    .DistinctBy(attribute => attribute.AttributeName),
            ],
        };
    }

    static TableConfig ConfigOf(TableGroup group, string region, PlanningInput input) => new()
    {
        GroupId = group.Id,
        Shape = ShapeOf(group, input),
        DeclaredBy = group.Table.Metadata.ToString(),
        Replaces = group.Replaces,
        IsReadOnly = group.Table.Spec.Replicas.Any(
            replica => replica.Region == region && replica.Access == ReplicaAccess.ReadOnly),
        OmitsConflicts = group.Table.Spec.ConflictLog is { Enabled: false },
        MembershipEpoch = group.Epoch,
        Members =
        [
            .. group.Members.Select(member => new Member
            {
                Region = member.Region,
                Log = member.Log,
                State = member.State,
            }),
        ],
        InstalledEpoch = group.InstalledEpoch(),
        Left = group.Left,
    };

    /// <summary>
    /// A request is answered by the config that shows its effect: whoever waits for the table to be ACTIVE again
    /// must then find the replica listed, or gone.
    /// </summary>
    static bool IsVisible(SettledRequest settled, List<TableGroup> groups)
    {
        if (settled.Refusal is not null || settled.Request.Kind == ControlRequestKind.ChangeTable)
        {
            return true;
        }

        if (groups.FirstOrDefault(group => group.Id == settled.Request.GroupId) is not { } group)
        {
            return false;
        }

        var member = group.MemberOf(settled.Request.ReplicaRegion ?? "");
        return settled.Request.Kind == ControlRequestKind.CreateReplica
            ? member is { State: not MemberState.Leaving }
            : member is null or { State: MemberState.Leaving };
    }

    static bool IsNews(RegionConfig config, RegionStatus status, ControlMemory memory) =>
        config.Answers.Count > 0
        || !memory.Accepted.TryGetValue(config.Region, out var accepted)
        || accepted.Epoch != status.ConfigEpoch
        || accepted.Digest != ConfigDigest.Of(config)
        || config.Tables.Any(table => IsNewToNode(table, status));

    /// <summary>
    /// A node of an earlier version has accepted what it did not understand, and is of this version now: it is told
    /// again.
    /// </summary>
    static bool IsNewToNode(TableConfig table, RegionStatus status)
    {
        var shape = status.Tables.FirstOrDefault(copy => copy.GroupId == table.GroupId)?.Shape;
        return (shape?.StreamSpecification is { } stream && stream != table.Shape.StreamSpecification)
            || (shape?.GlobalSecondaryIndexes is { } indexes
                && table.Shape.GlobalSecondaryIndexes is { } wanted
                && !IndexLists.Same(indexes, wanted));
    }

    static void AddIfSaid(List<PlanNote> notes, PlanNote? note)
    {
        if (note is not null)
        {
            notes.Add(note);
        }
    }
}
