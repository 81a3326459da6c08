namespace GlobalTables.RegionNode.Model;

/// <summary>
/// The key attributes by which a table or an index is read: those that say which items belong together, and those that
/// say in which order they come. A table has at most one of each; a global secondary index may have several.
/// </summary>
readonly record struct QueryKeys(IReadOnlyList<KeyAttribute> Hash, IReadOnlyList<KeyAttribute> Range)
{
    public int Count => Hash.Count + Range.Count;

    public IEnumerable<KeyAttribute> All => Hash.Concat(Range);

    public bool Has(string attribute) => All.Any(key => key.Name == attribute);
}
