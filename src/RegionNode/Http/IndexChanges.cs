using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>What a request changes of the global indexes of a table that is there.</summary>
/// <param name="Updates">What the request asks for.</param>
/// <param name="Definitions">Types of the keys of new indexes.</param>
/// <param name="Billing">What else it changes, which indexes follow.</param>
readonly record struct IndexChanges(
    List<IndexUpdate> Updates, KeySchemaParameters Definitions, BillingParameters Billing)
{
    /// <summary>The definition with its indexes as they become.</summary>
    /// <param name="table">As it is.</param>
    /// <param name="changed">Its definition with everything else that the request changes.</param>
    /// <exception cref="DynamoException">An index cannot be changed in this way, or not now.</exception>
    public TableDefinition Apply(TableEntry table, TableDefinition changed)
    {
        CheckOnline(table);
        EqualList<IndexDefinition> indexes = [.. changed.Billing == BillingMode.PayPerRequest
            ? changed.Indexes.Select(index => index with { Throughput = default })
            : changed.Indexes];
        foreach (var update in Updates)
        {
            Apply(update, indexes, changed, table);
        }

        if (changed.Billing == BillingMode.Provisioned && table.Definition.Billing != BillingMode.Provisioned)
        {
            CheckAllProvisioned(indexes);
        }

        NewIndexes.CheckProjected(indexes);
        return changed with { Indexes = indexes };
    }

    void Apply(
        IndexUpdate update, EqualList<IndexDefinition> indexes, TableDefinition changed, TableEntry table)
    {
        if (update.Create is { } create)
        {
            indexes.Add(Created(create, changed, table));
            return;
        }

        var at = indexes.FindIndex(index => index.Name == update.Name);
        if (at < 0)
        {
            throw DynamoException.IndexNotFound(update.Name);
        }

        if (indexes[at].Kind == IndexKind.Local)
        {
            throw DynamoException.Validation($"Cannot {(update.IsDelete ? "delete" : "update")} an index that is not "
                + $"a GlobalSecondaryIndex: {update.Name}");
        }

        if (update.IsDelete)
        {
            indexes.RemoveAt(at);
        }
        else
        {
            indexes[at] = indexes[at] with { Throughput = ThroughputOf(update, indexes[at], changed) };
        }
    }

    IndexDefinition Created(IndexParameters create, TableDefinition changed, TableEntry table)
    {
        if (table.Indexes.Any(index => index.Name == create.Name))
        {
            throw DynamoException.Validation("Attempting to create an index which already exists");
        }

        if (Definitions.DefinitionCount == 0)
        {
            throw DynamoException.InvalidParameter($"AttributeDefinitions is not specified for index: {create.Name}");
        }

        if (changed.Of(IndexKind.Global).Count() >= Limits.GlobalIndexesMax)
        {
            throw DynamoException.LimitExceeded(
                $"GlobalSecondaryIndex count exceeds the per-table limit of {Limits.GlobalIndexesMax}");
        }

        var index = create.Check(Definitions, changed.Keys);
        CheckTypes(index, changed);
        if (changed.Billing == BillingMode.PayPerRequest && create.Throughput is not null)
        {
            throw DynamoException.InvalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                + $"for index: {create.Name} when BillingMode is PAY_PER_REQUEST");
        }

        return changed.Billing == BillingMode.Provisioned && create.Throughput is null
            ? throw BothUnits(create.Name)
            : index;
    }

    static Throughput ThroughputOf(IndexUpdate update, IndexDefinition index, TableDefinition changed)
    {
        if (changed.Billing == BillingMode.PayPerRequest)
        {
            throw DynamoException.InvalidParameter($"The only Updates for index: {index.Name} when "
                + "TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput");
        }

        var throughput = update.Throughput ?? throw BothUnits(index.Name);
        if (Math.Max(throughput.ReadUnits, throughput.WriteUnits) > Limits.ThroughputUnitsMax)
        {
            throw DynamoException.Validation("This operation cannot be performed with given input values. Please "
                + "contact DynamoDB service team for more info: Action Blocked: IndexUpdate");
        }

        return throughput == index.Throughput
            ? throw DynamoException.ThroughputUnchanged(throughput, $"index {index.Name}")
            : throughput;
    }

    /// <summary>One index of a table is made or removed at a time, and nothing is provisioned anew meanwhile.</summary>
    void CheckOnline(TableEntry table)
    {
        var asked = Updates.Where(update => update.IsCreateOrDelete).ToList();
        if (asked.Count == 0)
        {
            return;
        }

        if (Billing.IsGiven)
        {
            throw DynamoException.InvalidParameter(
                "You cannot create or delete index while updating table IOPS");
        }

        var isOther = table.Indexes.Any(index => index.State == IndexState.Deleting
            || (index.State == IndexState.Creating && !(asked[0].IsDelete && asked[0].Name == index.Name)));
        if (asked.Count > 1 || isOther)
        {
            throw DynamoException.LimitExceeded("Subscriber limit exceeded: Only 1 online index can be created or "
                + "deleted simultaneously per table");
        }
    }

    static void CheckTypes(IndexDefinition index, TableDefinition table)
    {
        var known = table.KeyAttributes().ToList();
        if (index.Keys().All.FirstOrDefault(key =>
            known.Exists(other => other.Name == key.Name && other.Type != key.Type)) is not { } redefined)
        {
            return;
        }

        var existing = table.Indexes.Select(other => other.Keys())
            .Prepend(table.Keys.Queried())
            .First(keys => keys.Has(redefined.Name));
        throw DynamoException.InvalidParameter("Attributes cannot be redefined. Please check that your attribute has "
            + $"the same type as previously defined. Existing schema: {Shown(existing)} "
            + $"New schema: {Shown(index.Keys())}");
    }

    static string Shown(QueryKeys keys) => "Schema:[" + string.Join(", ", keys.All.Select((key, place) =>
        $"SchemaElement: key{{{key.Name}:{key.Type}:{(place < keys.Hash.Count ? "HASH" : "RANGE")}}}")) + "]";

    static void CheckAllProvisioned(EqualList<IndexDefinition> indexes)
    {
        var without = indexes.Where(index => index.Kind == IndexKind.Global && index.Throughput == default)
            .Select(index => index.Name)
            .ToList();
        if (without.Count > 0)
        {
            throw DynamoException.InvalidParameter(
                $"ProvisionedThroughput must be specified for index: {string.Join(",", without)}");
        }
    }

    static DynamoException BothUnits(string index) => DynamoException.InvalidParameter(
        $"Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: {index}");
}
