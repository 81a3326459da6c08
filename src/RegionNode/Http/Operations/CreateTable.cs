using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Makes a regional table; it becomes a global one by <see cref="UpdateTable"/>, or by a manifest.</summary>
static class CreateTable
{
    static readonly string[] Unsupported = ["ResourcePolicy", "GlobalTableSourceArn", "VectorIndexes"];

    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var definition = Read(request);
        var settings = ReadSettings(request);
        var table = await region.Writer.RunAsync(
            transaction =>
            {
                var created = region.Tables.Create(transaction, definition);
                return region.Tables.Set(transaction, created, settings);
            },
            cancel);
        TableDescription.Write(answer, "TableDescription", region, table);
    }

    static TableDefinition Read(JsonObject request)
    {
        var name = TableNames.OfControl(request);
        var constraints = new Constraints();
        var billing = BillingParameters.Read(request, ref constraints);
        var keys = KeySchemaParameters.Read(request, ref constraints);
        var stream = StreamParameters.Read(request, ref constraints);
        var indexes = NewIndexes.Read(request, ref constraints);
        UnsupportedTableParameters.CheckConstraints(request, ref constraints);
        constraints.Check();
        UnsupportedParameters.Refuse(request, Unsupported);
        UnsupportedTableParameters.Refuse(request);

        var (mode, throughput) = billing.ForNewTable();
        var (key, defined) = indexes.Check(keys, mode);
        return new TableDefinition
        {
            Name = name,
            Keys = key,
            Billing = mode,
            Throughput = throughput,
            IsDeletionProtected = request["DeletionProtectionEnabled"u8].AsBoolean() ?? false,
            Stream = stream.ForNewTable(),
            Indexes = defined,
        };
    }

    static TableSettings ReadSettings(JsonObject request) => new()
    {
        Tags = TagParameters.With([], TagParameters.Read(request["Tags"u8])),
        TableClass = request["TableClass"u8].AsString(),
    };
}
