using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What a request cost one table and its indexes.</summary>
readonly record struct TableUse(string Table, CapacityUse Use)
{
    /// <summary>What cost tables alone.</summary>
    public static IReadOnlyList<TableUse> Of(IEnumerable<TableUnits> units) =>
        [.. units.Select(of => new TableUse(of.Table, new CapacityUse { Table = of.Units }))];

    /// <summary>One sum for each table, in the order in which they come up first.</summary>
    public static IReadOnlyList<TableUse> Sums(IEnumerable<TableUse> parts) =>
        [.. parts.GroupBy(part => part.Table, part => part.Use)
            .Select(uses => new TableUse(uses.Key, uses.Aggregate((sum, use) => sum.With(use))))];
}
