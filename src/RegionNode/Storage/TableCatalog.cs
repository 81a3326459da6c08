using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>The tables of this region: persisted, and cached as one immutable picture that readers take whole.</summary>
sealed class TableCatalog
{
    /// <summary>The table of that name, in whatever state it is; null when there is none.</summary>
    public TableEntry? Find(string tableName) => throw new NotImplementedException();

    /// <summary>Every table, in name order (ordinal).</summary>
    public IReadOnlyList<TableEntry> All => throw new NotImplementedException();

    /// <summary>Live items and their bytes, as DynamoDB counts bytes.</summary>
    public (long Items, long Bytes) SizeOf(TableEntry table) => throw new NotImplementedException();

    /// <summary>Makes a regional table, active at once.</summary>
    /// <exception cref="DynamoException">ResourceInUseException: there is a table of that name.</exception>
    public Task<TableEntry> CreateAsync(TableDefinition definition, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Replaces the definition of a table that the API alone governs.</summary>
    public Task<TableEntry> ChangeAsync(TableEntry table, TableDefinition definition, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Marks a table that the API alone governs as deleted; its rows go in small steps afterwards.</summary>
    public Task<TableEntry> DeleteAsync(TableEntry table, CancellationToken cancel) => throw new NotImplementedException();
}
