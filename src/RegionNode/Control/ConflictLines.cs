using System.Buffers;
using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Control;

/// <summary>A conflict as a line of JSON, its items and its key in DynamoDB's.</summary>
static class ConflictLines
{
    public static void Write(IBufferWriter<byte> into, TableEntry table, Conflict conflict)
    {
        using (var writer = new Utf8JsonWriter(into, AttributeJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("position", conflict.Position);
            writer.WriteString("table", table.Name);
            writer.WriteString("recordedAt", conflict.RecordedAt);
            writer.WritePropertyName("key");
            AttributeJson.WriteItem(writer, KeyDecoding.Of(table.Definition.Keys, conflict.Key));
            Write(writer, "loser", conflict.Loser);
            Write(writer, "winner", conflict.Winner);
            writer.WriteEndObject();
        }

        into.Write("\n"u8);
    }

    static void Write(Utf8JsonWriter writer, string name, ConflictingWrite write)
    {
        writer.WriteStartObject(name);
        writer.WriteString("region", write.Region);

        // A log's id has 63 bits, which many readers of JSON round.
        writer.WriteString("log", $"{write.Log}");
        writer.WriteNumber("sequence", write.Sequence);
        writer.WriteString("stamp", write.Time.ToString());
        writer.WriteString("writtenAt", DateTimeOffset.FromUnixTimeMilliseconds(write.Time.UnixMilliseconds));
        writer.WriteString("kind", KindOf(write.Flags));
        if (write.Json.Length > 0)
        {
            writer.WritePropertyName("item");
            writer.WriteRawValue(write.Json, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    static string KindOf(RowFlags flags) =>
        (flags & RowFlags.Expiry) != 0 ? "expiry"
        : (flags & RowFlags.Tombstone) != 0 ? "delete"
        : "put";
}
