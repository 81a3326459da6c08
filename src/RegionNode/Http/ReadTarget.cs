using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>What a query or scan reads: a table, or one of its indexes.</summary>
sealed record ReadTarget(TableEntry Table, TableIndex? Index)
{
    public QueryKeys Keys => Index?.Definition.Keys() ?? Table.Definition.Keys.Queried();

    /// <summary>The keys where there is at most one of each kind.</summary>
    public KeySchema SingleKeys => Index is { Definition: var index }
        ? new(index.Hash[0], index.Range.FirstOrDefault())
        : Table.Definition.Keys;

    /// <summary><c>IndexName</c>; null where the table itself is read.</summary>
    public static string? IndexNameOf(JsonObject request, ref Constraints constraints)
    {
        var name = request["IndexName"u8].AsString();
        IndexParameters.CheckName(name, "indexName", ref constraints);
        return name;
    }

    /// <exception cref="DynamoException">There is no such index, or it is not read in this way, or not yet.</exception>
    public static ReadTarget Of(TableEntry table, string? indexName, bool isConsistent)
    {
        if (indexName is null)
        {
            return new ReadTarget(table, null);
        }

        var index = table.Index(indexName) ?? throw DynamoException.Validation(
            $"The table does not have the specified index: {indexName}");
        if (isConsistent && index.Definition.Kind == IndexKind.Global)
        {
            throw DynamoException.Validation("Consistent reads are not supported on global secondary indexes");
        }

        return index.State == IndexState.Active
            ? new ReadTarget(table, index)
            : throw DynamoException.Validation(
                $"Cannot read from backfilling global secondary index: {indexName}");
    }

    /// <summary>How the index is read; null for a table.</summary>
    /// <exception cref="DynamoException">A global index is asked for what it does not have.</exception>
    public IndexReading? Reading(Select select, Projection? projection, Condition? filter)
    {
        if (Index is not { } index)
        {
            return null;
        }

        var wantsAll = select == Select.AllAttributes && index.Definition.Projection != ProjectionKind.All;
        var projected = IndexReading.Missing(Table, index, projection?.Attributes);
        var filtered = IndexReading.Missing(Table, index, filter?.Attributes);
        if (index.Definition.Kind == IndexKind.Local)
        {
            return new IndexReading(Table, index, wantsAll || projected.Count > 0 || filtered.Count > 0);
        }

        if (wantsAll)
        {
            throw DynamoException.InvalidParameter(
                $"Select type ALL_ATTRIBUTES is not supported for global secondary index {index.Name} "
                + "because its projection type is not ALL");
        }

        if (projected.Count > 0)
        {
            throw DynamoException.InvalidParameter(
                $"Global secondary index {index.Name} does not project [{string.Join(", ", projected)}]");
        }

        return filtered.Count == 0
            ? new IndexReading(Table, index, FetchesItems: false)
            : throw DynamoException.InvalidParameter(
                $"Secondary index {index.Name} does not project one or more filter attributes: "
                + $"[{string.Join(", ", filtered)}]");
    }
}
