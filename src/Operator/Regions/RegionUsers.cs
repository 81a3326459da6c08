using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Regions;

/// <summary>The tables for whose sake a region must stay.</summary>
static class RegionUsers
{
    const int NamedMax = 5;

    /// <summary>
    /// Those that name it, and those whose group has it still: a replica that leaves hands over first what it wrote
    /// last.
    /// </summary>
    public static IReadOnlyList<V1Alpha1GlobalTable> Of(string region, IEnumerable<V1Alpha1GlobalTable> tables) =>
    [
        .. tables.Where(table => RegionsOf(table).Contains(region, StringComparer.Ordinal))
            .OrderBy(Name, StringComparer.Ordinal),
    ];

    public static IEnumerable<string> RegionsOf(V1Alpha1GlobalTable table) => table.Spec.Replicas
        .Select(replica => replica.Region)
        .Concat((table.Status?.Group?.Members ?? []).Select(member => member.Region));

    public static Refusal Refusal(string region, IReadOnlyList<V1Alpha1GlobalTable> users)
    {
        var named = string.Join(", ", users.Take(NamedMax).Select(Name));
        var more = users.Count > NamedMax ? $" and {users.Count - NamedMax} more" : "";
        return new(
            RegionReasons.IsBeingUsed,
            $"The region is to go, and still has replicas of {named}{more}. Take {region} out of spec.replicas of " +
            "each, or delete the table; the region goes when they have left it.");
    }

    static string Name(V1Alpha1GlobalTable table) => $"{table.Metadata.NamespaceProperty}/{table.Metadata.Name}";
}
