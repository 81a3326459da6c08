using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// One value of a request: where its JSON lies and what kind it is. It is read as what the operation expects
/// once the rules that come first were kept, and is valid as long as the request's buffer.
/// </summary>
readonly record struct JsonSlice(ReadOnlyMemory<byte> Utf8, JsonTokenType Kind)
{
    const string ServiceClasses = "com.amazonaws.dynamodb.v20120810.";

    /// <summary>JSON's null is an absent parameter.</summary>
    public bool IsAbsent => Kind is JsonTokenType.None or JsonTokenType.Null;

    public bool IsPresent => !IsAbsent;

    public string? AsString()
    {
        if (IsAbsent)
        {
            return null;
        }

        var reader = ReaderAtValue();
        return JsonScalars.String(ref reader);
    }

    public bool? AsBoolean()
    {
        if (IsAbsent)
        {
            return null;
        }

        var reader = ReaderAtValue();
        return JsonScalars.Boolean(ref reader);
    }

    public long? AsLong(string type = "Integer")
    {
        if (IsAbsent)
        {
            return null;
        }

        var reader = ReaderAtValue();
        if (Kind != JsonTokenType.Number)
        {
            throw DynamoException.Serialization(Kind switch
            {
                JsonTokenType.String => $"STRING_VALUE cannot be converted to {type}",
                JsonTokenType.True => $"TRUE_VALUE cannot be converted to {type}",
                JsonTokenType.False => $"FALSE_VALUE cannot be converted to {type}",
                JsonTokenType.StartArray => $"Unrecognized collection type class java.lang.{type}",
                _ => "Start of structure or map found where not expected",
            });
        }

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

        return JsonObject.Read(Utf8);
    }

    /// <summary>The value as a member that is a structure of the service's model.</summary>
    /// <param name="of">The structure's name in the model, which messages tell.</param>
    public JsonObject? AsStructure(string of)
    {
        ExpectObject($"class {ServiceClasses}{of}", "Unexpected field type");
        return AsObject();
    }

    /// <summary>The value as such a structure in a list or a map.</summary>
    public JsonObject? AsElement(string of)
    {
        ExpectObject($"class {ServiceClasses}{of}", "Unexpected value type in payload");
        return AsObject();
    }

    /// <summary>The value as a map: what it has for each name. What is null is not there.</summary>
    public Dictionary<string, JsonSlice>? AsMap(string of)
    {
        ExpectObject(
            $"java.util.Map<java.lang.String, {(of.Contains('.') ? of : ServiceClasses + of)}>",
            "Unexpected field type");
        if (AsObject() is not { } members)
        {
            return null;
        }

        var map = new Dictionary<string, JsonSlice>(members.Count);
        for (var at = 0; at < members.Count; at++)
        {
            var (name, value) = members.At(at);
            if (value.IsPresent)
            {
                map[Encoding.UTF8.GetString(name.Span)] = value;
            }
        }

        return map;
    }

    public List<JsonSlice>? AsList()
    {
        if (IsAbsent)
        {
            return null;
        }

        var elements = new List<JsonSlice>();
        var reader = ReaderAtValue();
        JsonScalars.ExpectArray(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(At(ref reader, Utf8));
        }

        return elements;
    }

    /// <summary>The value as a map of attributes, as an item or a key is.</summary>
    public Dictionary<string, AttributeValue> AsItem()
    {
        var reader = ReaderAtValue();
        return AttributeJson.ReadItem(ref reader);
    }

    /// <summary>The value as one attribute's value.</summary>
    public AttributeValue AsValue()
    {
        var reader = ReaderAtValue();
        return AttributeJson.Read(ref reader);
    }

    /// <summary>The value as a member that is one attribute's value.</summary>
    public AttributeValue? AsAttributeMember()
    {
        ExpectObject($"class {ServiceClasses}AttributeValue", "Unexpected field type");
        return AsAttribute();
    }

    /// <summary>The value as one attribute's, in a list or a map.</summary>
    public AttributeValue? AsAttribute()
    {
        if (IsAbsent)
        {
            return null;
        }

        var reader = ReaderAtValue();
        return AttributeJson.Read(ref reader);
    }

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

    void ExpectObject(string javaType, string otherwise)
    {
        if (IsPresent && Kind != JsonTokenType.StartObject)
        {
            throw DynamoException.Serialization(
                Kind == JsonTokenType.StartArray ? $"Unrecognized collection type {javaType}" : otherwise);
        }
    }

    Utf8JsonReader ReaderAtValue()
    {
        var reader = new Utf8JsonReader(Utf8.Span, AttributeJson.ReaderOptions);
        reader.Read();
        return reader;
    }
}
