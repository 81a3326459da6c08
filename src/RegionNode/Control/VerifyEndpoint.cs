using System.Text.Json;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Control;

/// <summary>
/// <c>POST /verify?table=NAME</c> compares this region's copy of the table with every other region's, now, and puts
/// right what is wrong here; <c>GET /verify?table=NAME</c> says how far that is, and what was found. Each region looks
/// after its own copy: to have all verified, all are asked.
/// </summary>
sealed class VerifyEndpoint(TableCatalog catalog, ReplicationService replication)
{
    public async Task GetAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } table)
        {
            await AnswerAsync(context, table);
        }
    }

    public async Task PostAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } table)
        {
            replication.Verify(table);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await AnswerAsync(context, table);
        }
    }

    async Task<TableEntry?> FindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Keys.FirstOrDefault(key => key != "table") is { } unknown)
        {
            await Refusal.WriteAsync(
                context, StatusCodes.Status400BadRequest, $"{unknown} is no parameter here; table is.");
            return null;
        }

        if (query["table"] is not [{ Length: > 0 } name])
        {
            await Refusal.WriteAsync(
                context, StatusCodes.Status400BadRequest, "Which table? Name one, as in /verify?table=Products.");
            return null;
        }

        if (catalog.Find(name) is { } table)
        {
            return table;
        }

        await Refusal.WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            Refusal.NoTable(catalog, name));
        return null;
    }

    async Task AnswerAsync(HttpContext context, TableEntry table)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("table", table.Name);
        writer.WriteString("region", catalog.Region);
        writer.WriteNumber("repairedRows", replication.RepairedRows(table));
        writer.WriteNumber("damagedRows", replication.UnrepairedRows(table));
        writer.WriteStartArray("sources");
        foreach (var replica in table.Replicas)
        {
            Write(writer, replica.Region, replication.VerificationOf(table, replica.Region));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, string region, VerifyReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("region", region);
        writer.WriteString("state", report.State switch
        {
            VerifyState.Never => "Never",
            VerifyState.Waiting => "Waiting",
            VerifyState.Running => "Running",
            _ => "Idle",
        });
        writer.WriteNumber("percent", report.Percent);
        Write(writer, "startedAt", report.StartedAt);
        Write(writer, "finishedAt", report.FinishedAt);
        writer.WriteNumber("rowsCompared", report.RowsCompared);
        writer.WriteNumber("rangesDiffered", report.RangesDiffered);
        writer.WriteNumber("rowsBehind", report.RowsBehind);
        writer.WriteNumber("rowsRepaired", report.RowsRepaired);
        writer.WriteNumber("damagedFound", report.DamagedFound);
        writer.WriteNumber("damagedRepaired", report.DamagedRepaired);
        writer.WriteNumber("notRepaired", report.NotRepaired);
        if (report.LastError is { } error)
        {
            writer.WriteString("lastError", error);
        }

        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, string name, DateTimeOffset? at)
    {
        if (at is { } time)
        {
            writer.WriteString(name, time);
        }
    }
}
