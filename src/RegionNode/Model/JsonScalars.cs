using System.Text.Json;

namespace GlobalTables.RegionNode.Model;

/// <summary>Single JSON tokens as DynamoDB's protocol layer takes them, with its complaints about others.</summary>
static class JsonScalars
{
    public static string String(ref Utf8JsonReader reader)
    {
        ExpectString(ref reader);
        return Text(ref reader);
    }

    public static AttributeNumber Number(ref Utf8JsonReader reader)
    {
        ExpectString(ref reader);
        return reader.HasValueSequence || reader.ValueIsEscaped
            ? AttributeNumber.Parse(Text(ref reader))
            : AttributeNumber.Parse(reader.ValueSpan);
    }

    public static byte[] Blob(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            throw Structure(ref reader, "class java.nio.ByteBuffer");
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw DynamoException.Serialization("only base-64-encoded strings are convertible to bytes");
        }

        if (reader.TryGetBytesFromBase64(out var bytes))
        {
            return bytes;
        }

        var length = Text(ref reader).Length;
        throw DynamoException.Serialization(length % 4 != 0
            ? $"Base64 encoded length is expected a multiple of 4 bytes but found: {length}"
            : "Invalid last non-pad Base64 character dectected");
    }

    public static bool Boolean(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                throw DynamoException.Serialization($"{NumberKind(ref reader)} cannot be converted to Boolean");
            case JsonTokenType.String:
                return BooleanFrom(Text(ref reader));
            default:
                throw Structure(ref reader, "class java.lang.Boolean");
        }
    }

    public static void ExpectArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw DynamoException.Serialization(reader.TokenType == JsonTokenType.StartObject
                ? "Start of structure or map found where not expected"
                : "Unexpected field type");
        }
    }

    /// <summary>The text of a string or name. What is no Unicode is the client's mistake.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw DynamoException.Serialization("Invalid UTF-8 or UTF-16 in a string");
        }
    }

    static void ExpectString(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return;
            case JsonTokenType.True:
                throw DynamoException.Serialization("TRUE_VALUE cannot be converted to String");
            case JsonTokenType.False:
                throw DynamoException.Serialization("FALSE_VALUE cannot be converted to String");
            case JsonTokenType.Number:
                throw DynamoException.Serialization($"{NumberKind(ref reader)} cannot be converted to String");
            default:
                throw Structure(ref reader, "class java.lang.String");
        }
    }

    static bool BooleanFrom(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "1" => true,
        "FALSE" or "NO" or "0" => false,
        _ => throw DynamoException.Serialization("Unexpected token received from parser"),
    };

    static string NumberKind(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out _) ? "NUMBER_VALUE" : "DECIMAL_VALUE";

    static DynamoException Structure(ref Utf8JsonReader reader, string javaClass) =>
        DynamoException.Serialization(reader.TokenType == JsonTokenType.StartArray
            ? $"Unrecognized collection type {javaClass}"
            : "Start of structure or map found where not expected");
}
