using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Control;

/// <summary>How every endpoint of this port says no: a status and <c>{"error": "why, and what to do"}</c>.</summary>
static class Refusal
{
    public static string NoTable(TableCatalog catalog, string name) =>
        $"There is no table {name} in {catalog.Region}. It has: " +
        $"{string.Join(", ", catalog.All.Take(Limits.ListTablesMax).Select(one => one.Name))}.";

    public static async Task WriteAsync(HttpContext context, int statusCode, string error)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteEndObject();
    }
}
