using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>What is told of a table's backups.</summary>
static class ContinuousBackups
{
    public static void Write(AnswerBody answer, ServedRegion region, JsonObject request)
    {
        var name = TableNames.OfControl(request);
        _ = region.Tables.Find(name) ?? throw DynamoException.NoTableToBackUp(name);
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject("ContinuousBackupsDescription"u8);
        json.WriteString("ContinuousBackupsStatus"u8, "ENABLED"u8);
        json.WriteStartObject("PointInTimeRecoveryDescription"u8);
        json.WriteString("PointInTimeRecoveryStatus"u8, "DISABLED"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
