using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>What a plan looks up for every table, so that a thousand tables cost a thousand look-ups.</summary>
sealed class PlanningIndex
{
    readonly Dictionary<ResourceMetadata, TableGroup> groups = [];
    readonly ILookup<string, TableGroup> groupsByName;
    readonly ILookup<string, GlobalTable> tablesByName;
    readonly HashSet<ResourceMetadata> declared;

    public PlanningIndex(PlanningInput input)
    {
        var living = input.Memory.Groups
            .Where(group => !group.IsDeleted && !input.DeletedGroups.Contains(group.Id))
            .ToList();
        foreach (var group in living)
        {
            groups.TryAdd(group.Table.Metadata, group);
        }

        groupsByName = living.ToLookup(group => group.Table.TableName(), StringComparer.Ordinal);
        tablesByName = input.Tables.ToLookup(table => table.TableName(), StringComparer.Ordinal);
        declared = [.. input.Tables.Select(table => table.Metadata)];
    }

    /// <summary>The group that the object declared last; none that is deleted.</summary>
    public TableGroup? GroupOf(ResourceMetadata table) => groups.GetValueOrDefault(table);

    public IEnumerable<TableGroup> GroupsNamed(string tableName) => groupsByName[tableName];

    /// <summary>In the order of what is declared.</summary>
    public IEnumerable<GlobalTable> TablesNamed(string tableName) => tablesByName[tableName];

    public bool IsDeclared(ResourceMetadata table) => declared.Contains(table);
}
