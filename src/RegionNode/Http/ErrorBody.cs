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
        if (error.Message.Length > 0)
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
}
