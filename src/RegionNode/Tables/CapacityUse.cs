using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tables;

/// <summary>What operations on one table cost it and its indexes.</summary>
sealed class CapacityUse
{
    readonly SortedDictionary<string, (IndexKind Kind, double Units)> indexes = new(StringComparer.Ordinal);

    public double Table { get; set; }

    public double Total => Table + indexes.Values.Sum(index => index.Units);

    /// <summary>The indexes of that kind that took part, in name order.</summary>
    public IEnumerable<(string Name, double Units)> Of(IndexKind kind) =>
        indexes.Where(index => index.Value.Kind == kind).Select(index => (index.Key, index.Value.Units));

    /// <summary>An index that a write does not touch has no part.</summary>
    public void Add(IndexDefinition index, double units)
    {
        if (units > 0)
        {
            indexes[index.Name] = (index.Kind, indexes.GetValueOrDefault(index.Name).Units + units);
        }
    }

    /// <summary>This one, with the other one added.</summary>
    public CapacityUse With(CapacityUse other)
    {
        Table += other.Table;
        foreach (var (name, (kind, units)) in other.indexes)
        {
            indexes[name] = (kind, indexes.GetValueOrDefault(name).Units + units);
        }

        return this;
    }
}
