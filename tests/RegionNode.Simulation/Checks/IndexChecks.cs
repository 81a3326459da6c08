using System.Text;
using GlobalTables.RegionNode.Simulation.World;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>A region's indexes are those that are declared, and each has what its table's rows make of it.</summary>
static class IndexChecks
{
    public static void Check(string when, SimulatedRegion region, TableEntry table, IReadOnlyList<string> declared)
    {
        var there = table.Indexes.Select(index => $"{index.Name} {index.State}").Order(StringComparer.Ordinal);
        if (!there.SequenceEqual(declared.Select(name => $"{name} Active").Order(StringComparer.Ordinal)))
        {
            throw new Violation(Promise.Indexes, "index-stuck",
                $"{when}: {region.Name} has {string.Join(", ", there)}; declared are {string.Join(", ", declared)}");
        }

        var (_, rows) = region.Node!.View.Read(table.Number);
        foreach (var index in table.Indexes)
        {
            var expected = rows.Where(row => !row.IsTombstone)
                .Select(row => Recomputed(table, index, row))
                .OfType<string>()
                .Order(StringComparer.Ordinal);
            var actual = region.Node.View.Entries(index.Number).Order(StringComparer.Ordinal).ToList();
            if (!expected.SequenceEqual(actual))
            {
                throw new Violation(Promise.Indexes, "index-differs",
                    $"{when}: {index.Name} of {region.Name} has {string.Join(", ", actual)}; its rows make "
                    + string.Join(", ", expected));
            }
        }
    }

    static string? Recomputed(TableEntry table, TableIndex index, StoredRow row)
    {
        var key = Workload.KeyOf(row.Key);
        return IndexEntries.ItemOf(Encoding.UTF8.GetBytes(row.Json)) is { } item
            && IndexEntries.Of(table, index.Definition, key, item) is { } entry
            ? VolumeView.Entry(entry.Partition, entry.Sort, key.Sort, entry.Size)
            : null;
    }
}
