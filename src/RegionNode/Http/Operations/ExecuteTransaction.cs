using System.Text.Json;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Up to 100 statements, all of which read or all of which write and check, all or nothing.</summary>
static class ExecuteTransaction
{
    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var token = request["ClientRequestToken"u8].AsString();
        constraints.Length(token, "clientRequestToken", 1, Limits.RequestTokenCharsMax);
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var given = ReadStatements(request, ref constraints);
        constraints.Check();

        var parameters = given.ConvertAll(statement => statement.ReadParameters());
        if (parameters.Sum(values => values.Sum(value => (long)ItemSize.Of(value))) > Limits.TransactionBytesMax)
        {
            throw TransactionItems.TooLarge();
        }

        var members = given.Select(
            (statement, at) => TransactionStatement.Read(at, statement, parameters[at])).ToList();
        CheckTogether(members);
        members.ForEach(member => member.FindTable(region.Tables));
        if (members[0].IsRead)
        {
            Read(region, answer.Json, members, asked);
            return;
        }

        var used = token is null
            ? (RequestToken?)null
            : RequestHash.TokenOf(token, request["TransactStatements"u8]);
        var outcome = await WriteAsync(region, members, used, cancel);
        WriteAnswer(answer.Json, members.Count, asked, outcome);
    }

    static List<StatementRequest> ReadStatements(JsonObject request, ref Constraints constraints)
    {
        var given = request["TransactStatements"u8];
        constraints.NotNull(given, "transactStatements");
        var statements = given.AsList() ?? [];
        if (given.IsPresent && statements.Count == 0)
        {
            constraints.Add("'[]'", "transactStatements", "Member must have length greater than or equal to 1");
        }

        if (statements.Count > Limits.TransactionItemsMax)
        {
            throw DynamoException.Validation(
                "1 validation error detected: Value at 'transactStatements' failed to satisfy constraint: Member must "
                + $"have length less than or equal to {Limits.TransactionItemsMax}");
        }

        var read = new List<StatementRequest>(statements.Count);
        foreach (var (at, statement) in statements.Index())
        {
            read.Add(StatementRequest.Read(
                statement.AsObject() ?? JsonObject.Empty, $"transactStatements.{at + 1}.member.", ref constraints));
        }

        return read;
    }

    static void CheckTogether(List<TransactionStatement> members)
    {
        if (members.Any(member => member.IsRead) && !members.All(member => member.IsRead))
        {
            throw DynamoException.Validation(
                "ExecuteTransaction API does not support both read and write operations in the same request.");
        }
    }

    static void Read(
        ServedRegion region, Utf8JsonWriter json, List<TransactionStatement> members, ReturnConsumedCapacity asked)
    {
        var keys = TransactionStatement.Each(members, member => (Table: member.Table!, Key: member.KeyToRead()));
        keys = [.. TransactionItems.Keys(keys.Length, at => keys[at])];
        var found = TransactionReader.Read(region.Items, keys);
        json.WriteStartObject();
        json.WriteStartArray("Responses"u8);
        foreach (var (at, item) in found.Index())
        {
            json.WriteStartObject();
            if (item is not null)
            {
                json.WritePropertyName("Item"u8);
                WriteItem(json, item, members[at]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        var units = keys.Select((key, at) =>
            new TableUnits(key.Table.Name, TransactionCapacity.OfRead(found[at]?.Size ?? 0)));
        TransactionConsumption.Write(json, asked, TableUnits.Sums(units));
        json.WriteEndObject();
    }

    static void WriteItem(Utf8JsonWriter json, StoredItem item, TransactionStatement member)
    {
        if (((PartiQlStatement.Select)member.Statement).Projection is { } projection)
        {
            AttributeJson.WriteItem(json, projection.Of(AttributeJson.ReadItem(item.Json)));
        }
        else
        {
            json.WriteRawValue(item.Json, skipInputValidation: true);
        }
    }

    static async Task<TransactionOutcome> WriteAsync(
        ServedRegion region, List<TransactionStatement> members, RequestToken? token, CancellationToken cancel)
    {
        var actions = TransactionStatement.Each(members, member => member.Action());
        _ = TransactionItems.Keys(actions.Length, at => (actions[at].Write.Table, actions[at].Write.Key));
        try
        {
            return await TransactionWriter.RunAsync(region.Writer, actions, token, cancel);
        }
        catch (DynamoException refusal) when (refusal.Reasons.Count > 0)
        {
            throw DynamoException.TransactionCanceled([.. refusal.Reasons.Zip(members, ReasonOf)]);
        }
    }

    static CancellationReason ReasonOf(CancellationReason reason, TransactionStatement member) =>
        reason.Code == "ConditionalCheckFailed" && member.Statement is PartiQlStatement.Insert
            ? CancellationReason.Of(DynamoException.DuplicateItem())
            : reason;

    static void WriteAnswer(Utf8JsonWriter json, int count, ReturnConsumedCapacity asked, TransactionOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteStartArray("Responses"u8);
        for (var at = 0; at < count; at++)
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        TransactionConsumption.Write(json, asked, outcome);
        json.WriteEndObject();
    }
}
