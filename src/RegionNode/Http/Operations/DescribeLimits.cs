using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>The quotas that an account of the service begins with. None of them is enforced here.</summary>
static class DescribeLimits
{
    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteNumber("AccountMaxReadCapacityUnits"u8, Limits.AccountThroughputUnits);
        json.WriteNumber("AccountMaxWriteCapacityUnits"u8, Limits.AccountThroughputUnits);
        json.WriteNumber("TableMaxReadCapacityUnits"u8, Limits.TableThroughputUnits);
        json.WriteNumber("TableMaxWriteCapacityUnits"u8, Limits.TableThroughputUnits);
        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
