using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Up to 100 puts, updates, deletes and checks of several tables, all or nothing.</summary>
static class TransactWriteItems
{
    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var token = request["ClientRequestToken"u8].AsString();
        constraints.Length(token, "clientRequestToken", 1, Limits.RequestTokenCharsMax);
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var tellsMetrics = CommonParameters.TellsMetrics(request, ref constraints);
        var items = TransactionParameters.ReadItems(request, ref constraints);
        var writes = Read(items, ref constraints);
        CheckSize(writes);

        var tables = writes.ConvertAll(write => write.FindTable(region.Tables));
        var keys = TransactionItems.Keys(writes.Count, i => (tables[i], writes[i].KeyIn(tables[i])));
        var actions = writes.Select((write, i) => write.ActionOn(tables[i], keys[i].Key)).ToList();
        var outcome = await TransactionWriter.RunAsync(
            region.Writer,
            actions,
            token is null ? null : RequestHash.TokenOf(token, request["TransactItems"u8]),
            cancel);

        answer.Json.WriteStartObject();
        TransactionConsumption.Write(answer.Json, asked, outcome);
        if (tellsMetrics)
        {
            ItemCollections.Write(
                answer.Json,
                region.Items,
                actions.Where(action => !action.ChecksOnly).Select(action => action.Write));
        }

        answer.Json.WriteEndObject();
    }

    static List<TransactionWrite> Read(List<JsonSlice> items, ref Constraints constraints)
    {
        var read = new TransactionWrite?[items.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = TransactionWrite.Read(items[i], i + 1, ref constraints);
        }

        constraints.Check();
        var writes = new List<TransactionWrite>(read.Length);
        for (var i = 0; i < read.Length; i++)
        {
            var write = read[i] ?? throw TransactionWrite.NotOne(items[i]);
            write.ReadValues();
            writes.Add(write);
        }

        return writes;
    }

    static void CheckSize(List<TransactionWrite> writes)
    {
        if (writes.Sum(write => write.Size) > Limits.TransactionBytesMax)
        {
            throw TransactionItems.TooLarge();
        }
    }
}
