using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Changes a table's billing or protection, or adds or removes one replica.</summary>
static class UpdateTable
{
    static readonly string[] Unsupported =
        ["GlobalSecondaryIndexUpdates", "GlobalTableWitnessUpdates", "VectorIndexUpdates"];

    static readonly string[] BesideReplicas =
    [
        "BillingMode", "ProvisionedThroughput", "DeletionProtectionEnabled", "StreamSpecification",
        "SSESpecification", "TableClass", "GlobalSecondaryIndexUpdates", "OnDemandThroughput", "WarmThroughput",
    ];

    static readonly Choices<bool> Consistencies = new(false, ("EVENTUAL", false), ("STRONG", true));

    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var name = TableNames.OfControl(request);
        var constraints = new Constraints();
        var billing = BillingParameters.Read(request, ref constraints);
        var definitions = new KeySchemaParameters();
        definitions.ReadDefinitions(request["AttributeDefinitions"u8], ref constraints);
        var replicas = ReplicaUpdate.Read(request["ReplicaUpdates"u8], ref constraints);
        var isStrong = constraints.One(request["MultiRegionConsistency"u8], "multiRegionConsistency", Consistencies);
        UnsupportedTableParameters.CheckConstraints(request, ref constraints);
        constraints.Check();
        if (isStrong)
        {
            throw DynamoException.NotSupported("MultiRegionConsistency STRONG");
        }

        var changed = replicas is null
            ? await ChangeSettingsAsync(region, name, request, billing, definitions, cancel)
            : await ChangeReplicasAsync(region, name, request, replicas, cancel);
        TableDescription.Write(answer, "TableDescription"u8, region, changed);
    }

    static Task<TableEntry> ChangeSettingsAsync(
        ServedRegion region,
        string name,
        JsonObject request,
        BillingParameters billing,
        KeySchemaParameters definitions,
        CancellationToken cancel)
    {
        UnsupportedParameters.Refuse(request, Unsupported);
        UnsupportedTableParameters.Refuse(request);
        var protection = request["DeletionProtectionEnabled"u8].AsBoolean();
        if (!billing.IsGiven && protection is null && request["TableClass"u8].IsAbsent)
        {
            throw DynamoException.Validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                + "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }

        var table = TableNames.Existing(region.Tables, name);
        TableChange.CheckIsFree(table);
        CheckDefinitions(definitions, table.Definition.Keys);
        var definition = billing.Change(table.Definition);
        if (billing.Throughput is not null && protection is null && definition == table.Definition)
        {
            throw DynamoException.ThroughputUnchanged(definition.Throughput);
        }

        definition = definition with { IsDeletionProtected = protection ?? definition.IsDeletionProtected };
        return TableChange.DefineAsync(region, table, definition, cancel);
    }

    static Task<TableEntry> ChangeReplicasAsync(
        ServedRegion region, string name, JsonObject request, List<ReplicaUpdate> updates, CancellationToken cancel)
    {
        var update = ReplicaUpdate.OnlyOne(updates);
        foreach (var parameter in BesideReplicas)
        {
            if (request.Has(parameter))
            {
                throw DynamoException.Validation("Replica modification must be the only operation in the request");
            }
        }

        UnsupportedParameters.Refuse(request, Unsupported);
        var table = TableNames.Existing(region.Tables, name);
        update.CheckAgainst(region.Name, table);
        if (update.IsDoneIn(table))
        {
            return Task.FromResult(table);
        }

        TableChange.CheckIsFree(table);
        return TableChange.RequestAsync(region, table, update.Change, update.Region, cancel);
    }

    /// <summary>Definitions are for new indexes; without those they may only repeat what the table has.</summary>
    static void CheckDefinitions(KeySchemaParameters definitions, KeySchema keys)
    {
        if (definitions.DefinitionCount == 0)
        {
            return;
        }

        var keyCount = keys.Sort is null ? 1 : 2;
        if (definitions.DefinitionCount != keyCount
            || definitions.Find(keys.Partition.Name) != keys.Partition
            || (keys.Sort is { } sort && definitions.Find(sort.Name) != sort))
        {
            throw DynamoException.InvalidParameter(
                "AttributeDefinitions differ from the table's, and no index is made that would use them");
        }
    }
}
