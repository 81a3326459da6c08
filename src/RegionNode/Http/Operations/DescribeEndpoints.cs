using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Tells clients to come back to where they asked.</summary>
static class DescribeEndpoints
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("Endpoints"u8);
        json.WriteStartObject();
        json.WriteString("Address"u8, answer.CalledAs);
        json.WriteNumber("CachePeriodInMinutes"u8, Limits.EndpointCacheMinutes);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
