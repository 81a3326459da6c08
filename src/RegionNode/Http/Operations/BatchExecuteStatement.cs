using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>
/// Up to 25 statements, all of which read or all of which write one item each. They do not depend on each other:
/// what is wrong with one is told in its own place.
/// </summary>
static class BatchExecuteStatement
{
    public static async ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var constraints = new Constraints();
        var asked = CommonParameters.CapacityOf(request, ref constraints);
        var given = ReadStatements(request, ref constraints);
        constraints.Check();
        var members = given.ConvertAll(member => new Member(member));
        members.ForEach(member => member.Run(() => Prepare(region, member)));
        CheckTogether(members);
        await RunAsync(region, members, cancel);
        WriteAnswer(answer.Json, members, asked);
    }

    static List<StatementRequest> ReadStatements(JsonObject request, ref Constraints constraints)
    {
        var given = request["Statements"u8];
        constraints.NotNull(given, "statements");
        var statements = given.AsList() ?? [];
        if (given.IsPresent && statements.Count == 0)
        {
            constraints.Add("'[]'", "statements", "Member must have length greater than or equal to 1");
        }

        if (statements.Count > Limits.BatchStatementsMax)
        {
            constraints.Add(
                Constraints.Quoted($"[{statements.Count} BatchStatementRequest]"),
                "statements",
                $"Member must have length less than or equal to {Limits.BatchStatementsMax}");
        }

        var read = new List<StatementRequest>(statements.Count);
        foreach (var (at, statement) in statements.Index())
        {
            read.Add(StatementRequest.Read(
                statement.AsObject() ?? JsonObject.Empty, $"statements.{at + 1}.member.", ref constraints));
        }

        return read;
    }

    /// <summary>Everything up to the reading and writing itself.</summary>
    static void Prepare(ServedRegion region, Member member)
    {
        (member.Statement, member.Bindings) = member.Request.Bind();
        StatementRequest.RefuseExists(member.Statement);
        var table = TableNames.Serving(region.Tables, member.Statement.TableName);
        member.TableName = table.Name;
        if (member.Statement is PartiQlStatement.Select select)
        {
            member.Table = table;
            member.Key = KeyOf(table, select, member.Bindings);
        }
        else
        {
            member.Write = StatementWrites.WriteOf(
                table, member.Statement, member.Bindings, member.Request.TellsFailedItem);
            member.Table = table;
            member.Key = member.Write.Key;
        }
    }

    static ItemKey KeyOf(TableEntry table, PartiQlStatement.Select select, Bindings bindings)
    {
        if (select.IndexName is { } name)
        {
            StatementTables.RefuseSeveralKeys(table.Index(name));
            throw NoKey();
        }

        var keys = table.Definition.Keys;
        _ = StatementPlan.Of(select, bindings, keys);
        select.Projection?.ThrowIfInsideKeys(table.Definition);
        return StatementTables.OnlyKeyOf(select, bindings, keys) is { } key
            ? ItemKeys.Exactly(table, key)
            : throw NoKey();
    }

    static DynamoException NoKey() => DynamoException.Validation(
        "Select statements within BatchExecuteStatement must specify the primary key in the where clause.");

    static void CheckTogether(List<Member> members)
    {
        var known = members.Where(member => member.Statement is not null).ToList();
        if (known.Any(member => member.IsRead) && !known.All(member => member.IsRead))
        {
            throw DynamoException.Validation("Read and write requests together in the same batch is not supported.");
        }

        foreach (var ofTable in members.Where(member => member.Error is null).GroupBy(member => member.Table!.Number))
        {
            BatchParameters.CheckDistinct(ofTable.Select(member => member.Key));
        }
    }

    static async Task RunAsync(ServedRegion region, List<Member> members, CancellationToken cancel)
    {
        var running = new List<(Member Member, Task<WriteOutcome> Outcome)>();
        foreach (var member in members.Where(member => member.Error is null))
        {
            if (member.Write is { } write)
            {
                running.Add((member, ExecuteStatement.WriteAsync(region, member.Statement!, write, cancel)));
            }
            else
            {
                member.Run(() => Read(region, member));
            }
        }

        foreach (var (member, outcome) in running)
        {
            try
            {
                member.Outcome = await outcome;
                member.Use = member.Outcome.Value.Use(member.Table!.Definition);
            }
            catch (DynamoException refusal)
            {
                member.Error = refusal;
            }
        }
    }

    static void Read(ServedRegion region, Member member)
    {
        var projection = ((PartiQlStatement.Select)member.Statement!).Projection;
        var item = new AnswerBody();
        member.Item = item;
        var isFound = ItemReader.TryRead(region.Items, member.Table!, member.Key, projection, item, out var size);
        member.Use = new CapacityUse { Table = Capacity.OfRead(isFound ? size : 0, member.Request.IsConsistent) };
    }

    static void WriteAnswer(Utf8JsonWriter json, List<Member> members, ReturnConsumedCapacity asked)
    {
        json.WriteStartObject();
        json.WriteStartArray("Responses"u8);
        foreach (var member in members)
        {
            using (member)
            {
                WriteResponse(json, member);
            }
        }

        json.WriteEndArray();
        var consumed = members.Where(member => member.Error is null)
            .GroupBy(member => member.Table!.Name, member => member.Use!)
            .Select(uses => (uses.Key, uses.Aggregate((sum, use) => sum.With(use))))
            .ToList();
        if (consumed.Count > 0)
        {
            BatchParameters.WriteCapacity(json, asked, consumed);
        }

        json.WriteEndObject();
    }

    static void WriteResponse(Utf8JsonWriter json, Member member)
    {
        json.WriteStartObject();
        if (member.Error is { } error)
        {
            WriteError(json, error);
        }
        else if (member.Outcome is { } outcome)
        {
            StatementAnswer.Write(
                json,
                member.Statement!,
                member.Bindings!,
                outcome,
                static writer => writer.WritePropertyName("Item"u8));
        }
        else if (member.Item is { Length: > 0 } item)
        {
            json.WritePropertyName("Item"u8);
            json.WriteRawValue(item.Written.Span, skipInputValidation: true);
        }

        if (member.TableName is { } name)
        {
            json.WriteString("TableName"u8, name);
        }

        json.WriteEndObject();
    }

    static void WriteError(Utf8JsonWriter json, DynamoException error)
    {
        json.WriteStartObject("Error"u8);
        json.WriteString("Code"u8, error.StatementCode);
        json.WriteString("Message"u8, error.Message);
        if (!error.Item.IsEmpty)
        {
            json.WritePropertyName("Item"u8);
            json.WriteRawValue(error.Item.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    /// <summary>One statement of the batch, and how far it has come.</summary>
    sealed class Member(StatementRequest request) : IDisposable
    {
        public StatementRequest Request => request;

        public PartiQlStatement? Statement { get; set; }

        public Bindings? Bindings { get; set; }

        /// <summary>Told with the answer once it is known; a table that is not there has none.</summary>
        public string? TableName { get; set; }

        public TableEntry? Table { get; set; }

        public ItemKey Key { get; set; }

        public ItemWrite? Write { get; set; }

        public WriteOutcome? Outcome { get; set; }

        /// <summary>What was read; without a byte where there is no item.</summary>
        public AnswerBody? Item { get; set; }

        public CapacityUse? Use { get; set; }

        public DynamoException? Error { get; set; }

        public bool IsRead => Statement is PartiQlStatement.Select;

        public void Run(Action step)
        {
            try
            {
                step();
            }
            catch (DynamoException refusal) when (refusal.StatusCode < StatusCodes.Status500InternalServerError)
            {
                Error = refusal;
            }
        }

        public void Dispose() => Item?.Dispose();
    }
}
