using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>One record as <c>GetRecords</c> tells it.</summary>
static class StreamRecordJson
{
    public static void Write(Utf8JsonWriter json, string region, StreamEntry stream, StreamChange change)
    {
        json.WriteStartObject();
        json.WriteString("eventID"u8, IdOf(region, stream, change));
        json.WriteString("eventName"u8, change.Kind switch
        {
            StreamRecordKind.Insert => "INSERT"u8,
            StreamRecordKind.Modify => "MODIFY"u8,
            _ => "REMOVE"u8,
        });
        json.WriteString("eventVersion"u8, "1.1"u8);
        json.WriteString("eventSource"u8, "aws:dynamodb"u8);
        json.WriteString("awsRegion"u8, region);
        WriteChange(json, stream, change);
        if (change.IsExpiry)
        {
            json.WriteStartObject("userIdentity"u8);
            json.WriteString("PrincipalId"u8, "dynamodb.amazonaws.com"u8);
            json.WriteString("Type"u8, "Service"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void WriteChange(Utf8JsonWriter json, StreamEntry stream, StreamChange change)
    {
        var keys = KeyDecoding.Of(stream.Keys, change.Key);
        json.WriteStartObject("dynamodb"u8);
        json.WriteNumber("ApproximateCreationDateTime"u8, change.CreatedAt.ToUnixTimeSeconds());
        json.WritePropertyName("Keys"u8);
        AttributeJson.WriteItem(json, keys);
        WriteImage(json, "NewImage"u8, change.NewJson);
        WriteImage(json, "OldImage"u8, change.OldJson);
        json.WriteString("SequenceNumber"u8, SequenceNumbers.Of(change.Sequence));
        json.WriteNumber("SizeBytes"u8, ItemSize.Of(keys) + change.Size);
        json.WriteString("StreamViewType"u8, StreamViews.NameOf(stream.View));
        json.WriteEndObject();
    }

    // What was damaged on the disk is left out: one image must not keep a reader from all that follows.
    static void WriteImage(Utf8JsonWriter json, ReadOnlySpan<byte> name, byte[] image)
    {
        if (image.Length > 0 && IsJson(image))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(image, skipInputValidation: true);
        }
    }

    static bool IsJson(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, AttributeJson.ReaderOptions);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>One record has one id, whenever and however often it is read.</summary>
    static string IdOf(string region, StreamEntry stream, StreamChange change) =>
        Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{StreamArns.Of(region, stream)} {change.Sequence}"))));
}
