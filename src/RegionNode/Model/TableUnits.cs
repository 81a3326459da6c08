namespace GlobalTables.RegionNode.Model;

/// <summary>What a request cost in one table.</summary>
readonly record struct TableUnits(string Table, double Units)
{
    /// <summary>One sum for each table, in the order in which they come up first.</summary>
    public static IReadOnlyList<TableUnits> Sums(IEnumerable<TableUnits> parts)
    {
        var sums = new List<TableUnits>();
        foreach (var part in parts)
        {
            var at = sums.FindIndex(sum => sum.Table == part.Table);
            if (at < 0)
            {
                sums.Add(part);
            }
            else
            {
                sums[at] = part with { Units = part.Units + sums[at].Units };
            }
        }

        return sums;
    }
}
