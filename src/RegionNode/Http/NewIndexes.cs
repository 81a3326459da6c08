using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary><c>LocalSecondaryIndexes</c> and <c>GlobalSecondaryIndexes</c> of a table that is made.</summary>
readonly record struct NewIndexes(List<IndexParameters>? Locals, List<IndexParameters>? Globals)
{
    public static NewIndexes Read(JsonObject request, ref Constraints constraints)
    {
        var locals = IndexParameters.ReadList(
            request["LocalSecondaryIndexes"u8], "localSecondaryIndexes", IndexKind.Local, ref constraints);
        var globals = IndexParameters.ReadList(
            request["GlobalSecondaryIndexes"u8], "globalSecondaryIndexes", IndexKind.Global, ref constraints);
        return new NewIndexes(locals, globals);
    }

    /// <summary>The key and the indexes that a request makes, when it does.</summary>
    public (KeySchema Keys, EqualList<IndexDefinition> Indexes) Check(KeySchemaParameters schema, BillingMode billing)
    {
        var keys = schema.Check(hasIndexes: Locals is not null || Globals is not null);
        EqualList<IndexDefinition> indexes = [];
        if (Locals is not null)
        {
            AddLocals(indexes, schema, keys);
        }

        if (Globals is not null)
        {
            AddGlobals(indexes, schema, keys, billing);
        }

        CheckProjected(indexes);
        schema.CheckAllUsed(new TableDefinition { Name = "", Keys = keys, Billing = billing, Indexes = indexes });
        return (keys, indexes);
    }

    /// <summary>How many attributes all indexes of a table may have beside the keys.</summary>
    public static void CheckProjected(IEnumerable<IndexDefinition> indexes)
    {
        var projected = indexes.Sum(index => index.NonKeyAttributes.Count);
        if (projected > Limits.ProjectedAttributesMax)
        {
            throw DynamoException.InvalidParameter(
                "Number of NonKeyAttributes of all indexes exceeds per-table limit of "
                + $"{Limits.ProjectedAttributesMax}");
        }
    }

    /// <summary>What a global index is provisioned with goes with what the table is.</summary>
    public static void CheckThroughput(IndexParameters index, BillingMode billing, string missing)
    {
        if (billing == BillingMode.PayPerRequest && index.Throughput is not null)
        {
            throw DynamoException.InvalidParameter($"ProvisionedThroughput should not be specified for index: "
                + $"{index.Name} when BillingMode is PAY_PER_REQUEST");
        }

        if (billing == BillingMode.Provisioned && index.Throughput is null)
        {
            throw DynamoException.InvalidParameter(missing + index.Name);
        }
    }

    void AddLocals(EqualList<IndexDefinition> indexes, KeySchemaParameters schema, KeySchema keys)
    {
        if (Locals!.Count == 0)
        {
            throw DynamoException.InvalidParameter("List of LocalSecondaryIndexes is empty");
        }

        if (keys.Sort is null)
        {
            throw DynamoException.InvalidParameter("Table KeySchema does not have a range key, "
                + "which is required when specifying a LocalSecondaryIndex");
        }

        foreach (var index in Locals)
        {
            Add(indexes, index.Check(schema, keys));
        }

        if (Locals.Count > Limits.LocalIndexesMax)
        {
            throw DynamoException.InvalidParameter(
                $"Number of LocalSecondaryIndexes exceeds per-table limit of {Limits.LocalIndexesMax}");
        }
    }

    void AddGlobals(
        EqualList<IndexDefinition> indexes, KeySchemaParameters schema, KeySchema keys, BillingMode billing)
    {
        if (Globals!.Count == 0)
        {
            throw DynamoException.InvalidParameter("List of GlobalSecondaryIndexes is empty");
        }

        foreach (var index in Globals)
        {
            var definition = index.Check(schema, keys);
            CheckThroughput(index, billing, "ProvisionedThroughput is not specified for index: ");
            Add(indexes, definition);
        }

        if (Globals.Count > Limits.GlobalIndexesMax)
        {
            throw DynamoException.InvalidParameter(
                $"GlobalSecondaryIndex count exceeds the per-table limit of {Limits.GlobalIndexesMax}");
        }
    }

    static void Add(EqualList<IndexDefinition> indexes, IndexDefinition index)
    {
        if (indexes.Exists(other => other.Name == index.Name))
        {
            throw DynamoException.InvalidParameter($"Duplicate index name: {index.Name}");
        }

        indexes.Add(index);
    }
}
