using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>One PartiQL statement: a page of a SELECT, or a write of one item.</summary>
static class ExecuteStatement
{
    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var token = request["NextToken"u8].AsString();
        constraints.Length(token, "nextToken", 1, Limits.StatementTokenCharsMax);
        var given = StatementRequest.Read(request, "", ref constraints);
        var limit = request["Limit"u8].AsLong();
        constraints.Between(limit, "limit", 1);
        constraints.Check();

        var (statement, bindings) = given.Bind();
        StatementRequest.RefuseExists(statement);
        if (statement is PartiQlStatement.Select select)
        {
            Read(region, answer, select, bindings, given, (token, limit, asked));
        }
        else
        {
            await WriteAsync(region, answer, statement, bindings, given, asked, cancel);
        }
    }

    /// <summary>Carries a writing statement out.</summary>
    public static async Task<WriteOutcome> WriteAsync(
        ServedRegion region, PartiQlStatement statement, ItemWrite write, CancellationToken cancel)
    {
        try
        {
            return await ItemWriter.RunAsync(region.Writer, write, cancel);
        }
        catch (DynamoException refusal) when (refusal.IsConditionalCheckFailed && statement is PartiQlStatement.Insert)
        {
            throw DynamoException.DuplicateItem();
        }
    }

    static void Read(
        ServedRegion region,
        AnswerBody answer,
        PartiQlStatement.Select select,
        Bindings bindings,
        StatementRequest given,
        (string? Token, long? Limit, ReturnConsumedCapacity Capacity) asked)
    {
        var target = StatementTables.TargetOf(region.Tables, select, given.IsConsistent);
        var table = target.Table;
        select.Projection?.ThrowIfInsideKeys(table.Definition);
        var plan = StatementPlan.Of(select, bindings, target.SingleKeys);
        var filter = select.Where is { } where ? Condition.Of(where, bindings) : null;
        var reading = target.Reading(Select.Unspecified, select.Projection, filter);
        var from = StatementToken.Read(asked.Token, given, table);

        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("Items"u8);
        var page = StatementReader.Read(
            region.Items, table, reading, plan, from, (asked.Limit, select.Projection, given.IsConsistent), json);
        json.WriteEndArray();
        if (page.Next is { } next)
        {
            json.WriteString("NextToken"u8, StatementToken.Write(given, table, next));
            if (next.After is { } lastKey)
            {
                json.WritePropertyName("LastEvaluatedKey"u8);
                AttributeJson.WriteItem(json, lastKey);
            }
        }

        ConsumedCapacity.Write(json, asked.Capacity, table.Name, page.Use);
        json.WriteEndObject();
    }

    static async ValueTask WriteAsync(
        ServedRegion region,
        AnswerBody answer,
        PartiQlStatement statement,
        Bindings bindings,
        StatementRequest given,
        ReturnConsumedCapacity asked,
        CancellationToken cancel)
    {
        var table = TableNames.Serving(region.Tables, statement.TableName);
        var write = StatementWrites.WriteOf(table, statement, bindings, given.TellsFailedItem);
        var outcome = await WriteAsync(region, statement, write, cancel);

        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("Items"u8);
        StatementAnswer.Write(json, statement, bindings, outcome);
        json.WriteEndArray();
        if (asked != ReturnConsumedCapacity.None)
        {
            ConsumedCapacity.Write(json, asked, table.Name, outcome.Use(table.Definition));
        }

        json.WriteEndObject();
    }
}
