using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Changes a table's billing, protection, stream or indexes, or adds or removes one replica.</summary>
static class UpdateTable
{
    static readonly string[] Unsupported = ["GlobalTableWitnessUpdates", "VectorIndexUpdates"];

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
        var stream = StreamParameters.Read(request, ref constraints);
        var indexes = IndexUpdate.ReadList(request["GlobalSecondaryIndexUpdates"u8], ref constraints);
        var replicas = ReplicaUpdate.Read(request["ReplicaUpdates"u8], ref constraints);
        var isStrong = constraints.One(request["MultiRegionConsistency"u8], "multiRegionConsistency", Consistencies);
        UnsupportedTableParameters.CheckConstraints(request, ref constraints);
        constraints.Check();
        if (isStrong)
        {
            throw DynamoException.NotSupported("MultiRegionConsistency STRONG");
        }

        if (replicas is null && request.Has("TableClass"))
        {
            await TableClassChange.RunAsync(region, name, request, cancel);
        }
        else if (replicas is null)
        {
            await ChangeSettingsAsync(region, name, request, new(indexes, definitions, billing), stream, cancel);
        }
        else
        {
            await ChangeReplicasAsync(region, name, request, replicas, cancel);
        }

        var table = TableNames.Existing(region.Tables, name);
        TableDescription.Write(answer, "TableDescription", region, table);
    }

    static async ValueTask ChangeSettingsAsync(
        ServedRegion region,
        string name,
        JsonObject request,
        IndexChanges indexes,
        StreamParameters stream,
        CancellationToken cancel)
    {
        UnsupportedParameters.Refuse(request, Unsupported);
        UnsupportedTableParameters.Refuse(request);
        var protection = request["DeletionProtectionEnabled"u8].AsBoolean();
        if (!indexes.Billing.IsGiven && indexes.Updates.Count == 0 && protection is null && !stream.IsGiven)
        {
            throw DynamoException.Validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                + "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }

        stream.CheckBeside(indexes.Billing, protection);
        IndexUpdate.Check(indexes.Updates);
        var table = TableNames.Existing(region.Tables, name);
        stream.CheckReplicas(table);
        TableChange.CheckIsFree(region, table, null);
        if (indexes.Updates.TrueForAll(update => update.Create is null))
        {
            CheckDefinitions(indexes.Definitions, table.Definition);
        }

        await region.Writer.RunAsync(
            transaction =>
            {
                var present = region.Tables.Present(table);
                var definition = stream.Change(DefinitionOf(present, indexes, protection));
                return TableChange.Define(region, transaction, present, definition);
            },
            cancel);
    }

    static TableDefinition DefinitionOf(TableEntry present, IndexChanges indexes, bool? protection)
    {
        var billed = indexes.Billing.Change(present.Definition);
        var definition = indexes.Apply(present, billed);
        return indexes.Billing.Throughput is not null && protection is null && definition == present.Definition
            ? throw DynamoException.ThroughputUnchanged(definition.Throughput)
            : definition with { IsDeletionProtected = protection ?? definition.IsDeletionProtected };
    }

    static async ValueTask ChangeReplicasAsync(
        ServedRegion region, string name, JsonObject request, List<ReplicaUpdate> updates, CancellationToken cancel)
    {
        var update = ReplicaUpdate.OnlyOne(updates);
        if (BesideReplicas.Any(request.Has))
        {
            throw DynamoException.Validation("Replica modification must be the only operation in the request");
        }

        UnsupportedParameters.Refuse(request, Unsupported);
        var table = TableNames.Existing(region.Tables, name);
        update.CheckAgainst(region.Name, table);
        if (update.IsDoneIn(table))
        {
            return;
        }

        var edit = new RequestedEdit(update.Change, update.Region, null);
        TableChange.CheckIsFree(region, table, edit);
        await region.Writer.RunAsync(
            transaction => TableChange.Request(region, transaction, region.Tables.Present(table), edit), cancel);
    }

    /// <summary>Definitions are for new indexes; without those they may only repeat what the table has.</summary>
    static void CheckDefinitions(KeySchemaParameters definitions, TableDefinition table)
    {
        if (definitions.DefinitionCount == 0)
        {
            return;
        }

        var keys = table.KeyAttributes().ToList();
        if (definitions.DefinitionCount != keys.Count || !keys.TrueForAll(key => definitions.Find(key.Name) == key))
        {
            throw DynamoException.InvalidParameter(
                "AttributeDefinitions differ from the table's, and no index is made that would use them");
        }
    }
}
