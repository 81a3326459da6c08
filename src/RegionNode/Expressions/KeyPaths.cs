using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>What expressions may not do with key attributes.</summary>
static class KeyPaths
{
    /// <summary>Keys are scalars: no path leads into one, of the table or of an index.</summary>
    public static void ThrowIfInside(TableDefinition table, DocumentPath[] paths)
    {
        ThrowIfInside(table.Keys, paths);
        foreach (var index in table.Indexes)
        {
            foreach (var path in paths)
            {
                if (path.IsNested && index.Keys().Has(path.Root))
                {
                    throw DynamoException.Validation("Key attributes must be scalars; list random access '[]' and map "
                        + $"lookup '.' are not allowed: IndexKey: {path.Root}");
                }
            }
        }
    }

    /// <summary>Keys are scalars: no path leads into one.</summary>
    public static void ThrowIfInside(KeySchema keys, DocumentPath[] paths)
    {
        foreach (var path in paths)
        {
            if (path.IsNested && keys.Has(path.Root))
            {
                throw DynamoException.Validation("Key attributes must be scalars; list random access '[]' and map "
                    + $"lookup '.' are not allowed: Key: {path.Root}");
            }
        }
    }
}
