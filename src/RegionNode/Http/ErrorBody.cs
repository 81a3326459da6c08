using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>The only place where an error is written.</summary>
static class ErrorBody
{
    public static void Write(AnswerBody answer, DynamoException error)
    {
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("__type"u8, error.Type);
        if (error.Reasons.Count > 0)
        {
            WriteReasons(json, error.Reasons);
            json.WriteString("Message"u8, error.Message);
        }
        else if (error.Message.Length > 0)
        {
            json.WriteString("message"u8, error.Message);
        }

        if (!error.Item.IsEmpty)
        {
            json.WritePropertyName("Item"u8);
            json.WriteRawValue(error.Item.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
    }

    static void WriteReasons(Utf8JsonWriter json, IReadOnlyList<CancellationReason> reasons)
    {
        json.WriteStartArray("CancellationReasons"u8);
        foreach (var reason in reasons)
        {
            json.WriteStartObject();
            json.WriteString("Code"u8, reason.Code);
            if (!reason.Item.IsEmpty)
            {
                json.WritePropertyName("Item"u8);
                json.WriteRawValue(reason.Item.Span, skipInputValidation: true);
            }

            if (reason.Message is { } message)
            {
                json.WriteString("Message"u8, message);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
