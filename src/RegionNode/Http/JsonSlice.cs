using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// One value of a request: where its JSON lies and what kind it is. It is read as what the operation expects
/// once the rules that come first were kept, and is valid as long as the request's buffer.
/// </summary>
readonly record struct JsonSlice(ReadOnlyMemory<byte> Utf8, JsonTokenType Kind)
{
    /// <summary>JSON's null is an absent parameter.</summary>
    public bool IsAbsent => Kind is JsonTokenType.None or JsonTokenType.Null;

    public bool IsPresent => !IsAbsent;

    public string? AsString()
    {
        if (IsAbsent)
        {
            return null;
        }

        Expect(JsonTokenType.String, "String");
        var reader = ReaderAtValue();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw DynamoException.Serialization("A string holds half of a surrogate pair");
        }
    }

    public bool? AsBoolean() => Kind switch
    {
        JsonTokenType.None or JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw DynamoException.NotConvertible(Kind, "Boolean"),
    };

    public long? AsLong(string type = "Integer")
    {
        if (IsAbsent)
        {
            return null;
        }

        Expect(JsonTokenType.Number, type);
        var reader = ReaderAtValue();
        if (reader.TryGetInt64(out var whole))
        {
            return whole;
        }

        if (reader.TryGetDouble(out var number) && Math.Abs(number) < long.MaxValue)
        {
            return (long)Math.Floor(number);
        }

        throw DynamoException.Serialization($"NUMBER_VALUE is out of the range of {type}");
    }

    public JsonObject? AsObject()
    {
        if (IsAbsent)
        {
            return null;
        }

        ExpectObject();
        return JsonObject.Read(Utf8);
    }

    public List<JsonSlice>? AsList()
    {
        if (IsAbsent)
        {
            return null;
        }

        if (Kind != JsonTokenType.StartArray)
        {
            throw DynamoException.Serialization("Unexpected field type");
        }

        var elements = new List<JsonSlice>();
        var reader = ReaderAtValue();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(At(ref reader, Utf8));
        }

        return elements;
    }

    /// <summary>The values of a map or structure are read by who knows them; here only its form is checked.</summary>
    public JsonSlice ExpectObject() =>
        Kind is JsonTokenType.StartObject or JsonTokenType.None or JsonTokenType.Null
            ? this
            : throw DynamoException.Serialization("Unexpected field type");

    /// <summary>True when the value is this text; no string is made for the question.</summary>
    public bool Is(string text)
    {
        if (Kind != JsonTokenType.String)
        {
            return false;
        }

        var reader = ReaderAtValue();
        return reader.ValueTextEquals(text);
    }

    /// <summary>The value that the reader stands at; the reader is moved to its end.</summary>
    public static JsonSlice At(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8)
    {
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new JsonSlice(utf8[start..(int)reader.BytesConsumed], kind);
    }

    public void Expect(JsonTokenType kind, string type)
    {
        if (Kind != kind && IsPresent)
        {
            throw DynamoException.NotConvertible(Kind, type);
        }
    }

    Utf8JsonReader ReaderAtValue()
    {
        var reader = new Utf8JsonReader(Utf8.Span, JsonObject.ReaderOptions);
        reader.Read();
        return reader;
    }
}
