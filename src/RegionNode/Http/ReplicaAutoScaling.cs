using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>What is told of the scaling of a global table's capacity: who its replicas are.</summary>
static class ReplicaAutoScaling
{
    public static void Write(AnswerBody answer, ServedRegion region, JsonObject request)
    {
        var table = CheckIsGlobal(region, request);
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject("TableAutoScalingDescription"u8);
        json.WriteStartArray("Replicas"u8);
        WriteReplica(json, region.Name, table.State);
        foreach (var replica in table.Replicas)
        {
            WriteReplica(json, replica.Region, replica.State);
        }

        json.WriteEndArray();
        json.WriteString("TableName"u8, table.Name);
        json.WriteString("TableStatus"u8, TableDescription.StatusOf(table.State));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static TableEntry CheckIsGlobal(ServedRegion region, JsonObject request)
    {
        var name = TableNames.OfControl(request);
        return region.Tables.Find(name) is { Replicas.Count: > 0 } table
            ? table
            : throw DynamoException.NotGlobal(name);
    }

    static void WriteReplica(Utf8JsonWriter json, string region, TableState state)
    {
        json.WriteStartObject();
        json.WriteStartArray("GlobalSecondaryIndexes"u8);
        json.WriteEndArray();
        json.WriteString("RegionName"u8, region);
        json.WriteString("ReplicaStatus"u8, TableDescription.StatusOf(state));
        json.WriteEndObject();
    }
}
