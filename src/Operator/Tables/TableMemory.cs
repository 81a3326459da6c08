using System.Text.Json;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// What the planning remembers, kept in the objects it is about: a table's group in the status of its GlobalTable,
/// and what is left to do of deleted tables in the status of the Regions that have still to hear of it. In memory
/// it is as this process wrote it last, which the cache may not show yet.
/// </summary>
sealed class TableMemory
{
    readonly Dictionary<ResourceMetadata, TableEntry> tables = [];
    readonly SortedDictionary<string, RegionEntry> regions = new(StringComparer.Ordinal);
    ControlMemory told = new();

    /// <summary>Takes in objects that are new, and forgets those that are gone.</summary>
    public void Follow(IReadOnlyList<V1Alpha1GlobalTable> objects, IReadOnlyList<V1Alpha1Region> regionObjects)
    {
        var present = objects.ToDictionary(TableObjects.NameOf);
        foreach (var gone in tables.Keys.Except(present.Keys).ToList())
        {
            tables.Remove(gone);
        }

        foreach (var (name, entity) in present)
        {
            if (!tables.TryGetValue(name, out var known) || known.Uid != entity.Uid())
            {
                tables[name] = TableEntry.From(entity);
            }
            else if (entity.DeletionTimestamp() is not null && known.Group is { } group)
            {
                // What is to become of the data is what the object said last, planned or not.
                tables[name] = known with { Group = group with { Table = TableObjects.Of(entity) } };
            }
        }

        foreach (var gone in regions.Keys.Except(regionObjects.Select(region => region.Name())).ToList())
        {
            regions.Remove(gone);
        }

        foreach (var region in regionObjects)
        {
            if (!regions.TryGetValue(region.Name(), out var known) || known.Uid != region.Uid())
            {
                regions[region.Name()] = RegionEntry.From(region);
            }
        }
    }

    /// <summary>Everything, as a plan takes it.</summary>
    public ControlMemory ForPlanning() => told with
    {
        Groups = [.. tables.Values.Select(GroupIn).OfType<TableGroup>(), .. Deleted()],
    };

    /// <summary>The epochs and accepted configs of a plan; its groups are kept one by one.</summary>
    public void Told(ControlMemory memory) => told = memory with { Groups = [] };

    public TableGroup? GroupOf(ResourceMetadata table) => tables.GetValueOrDefault(table)?.Group;

    /// <summary>The group of a planned table, when the object has not been told of it yet.</summary>
    public bool IsNews(TableGroup group) =>
        tables.TryGetValue(group.Table.Metadata, out var entry) && entry.Written != Text(group);

    /// <summary>True when the object's status says what this process wrote last.</summary>
    public bool IsAsWritten(V1Alpha1GlobalTable live) =>
        tables.TryGetValue(TableObjects.NameOf(live), out var entry)
        && entry.Uid == live.Uid()
        && entry.Written == Text(live.Status?.Group);

    /// <summary>Takes over a group as planned; what its object has been told of it is known already.</summary>
    public void Keep(TableGroup group)
    {
        if (tables.TryGetValue(group.Table.Metadata, out var entry))
        {
            tables[group.Table.Metadata] = entry with { Group = group, Written = Text(group) };
        }
    }

    /// <summary>Somebody else has written it: what the object says counts.</summary>
    public void Reload(V1Alpha1GlobalTable live) => tables[TableObjects.NameOf(live)] = TableEntry.From(live);

    public void Forget(ResourceMetadata table) => tables.Remove(table);

    /// <summary>The table's regions are told to let it go, durably: its object may go.</summary>
    public void Release(ResourceMetadata table)
    {
        if (tables.TryGetValue(table, out var entry))
        {
            tables[table] = entry with { IsReleased = true, Group = null };
        }
    }

    /// <summary>The uids of the objects that may go.</summary>
    public IReadOnlySet<string> Released() =>
        tables.Values.Where(entry => entry.IsReleased).Select(entry => entry.Uid).ToHashSet(StringComparer.Ordinal);

    /// <summary>What is left to do in a region of deleted tables.</summary>
    public IReadOnlyList<V1Alpha1PendingRemoval> RemovalsIn(string region) =>
        regions.TryGetValue(region, out var entry) ? entry.Removals : [];

    public IReadOnlyList<string> Regions() => [.. regions.Keys];

    public void Keep(string region, IReadOnlyList<V1Alpha1PendingRemoval> removals)
    {
        if (regions.TryGetValue(region, out var entry))
        {
            regions[region] = entry with { Removals = removals };
        }
    }

    /// <summary>True when the region's status says what this process knows of it.</summary>
    public bool IsAsWritten(V1Alpha1Region live) =>
        regions.TryGetValue(live.Name(), out var entry)
        && entry.Uid == live.Uid()
        && entry.Removals.SequenceEqual(live.Status?.Removals ?? []);

    /// <summary>Somebody else has written it: what the object says counts.</summary>
    public void Reload(V1Alpha1Region live) => regions[live.Name()] = RegionEntry.From(live);

    static TableGroup? GroupIn(TableEntry entry) => entry.IsReleased ? null : entry.Group;

    IEnumerable<TableGroup> Deleted() => regions
        .SelectMany(region => region.Value.Removals.Select(removal => (Region: region.Key, Removal: removal)))
        .GroupBy(pending => pending.Removal.GroupId, StringComparer.Ordinal)
        .Select(group => TableObjects.DeletedGroup(
            group.First().Removal,
            group.Select(pending => new PendingRemoval(pending.Region, pending.Removal.DeleteData))));

    static string Text(TableGroup group) => Text(TableObjects.Written(group));

    static string Text(V1Alpha1TableGroup? group) => JsonSerializer.Serialize(group);

    /// <param name="Uid">Of the object: another one of its name is another table.</param>
    /// <param name="Group">As planned last and written.</param>
    /// <param name="Written">What the object's status says of the group.</param>
    /// <param name="IsReleased">See <see cref="Release"/>.</param>
    sealed record TableEntry(string Uid, TableGroup? Group, string Written, bool IsReleased = false)
    {
        public static TableEntry From(V1Alpha1GlobalTable entity) =>
            new(entity.Uid(), TableObjects.GroupOf(entity), Text(entity.Status?.Group));
    }

    sealed record RegionEntry(string Uid, IReadOnlyList<V1Alpha1PendingRemoval> Removals)
    {
        public static RegionEntry From(V1Alpha1Region entity) => new(entity.Uid(), entity.Status?.Removals ?? []);
    }
}
