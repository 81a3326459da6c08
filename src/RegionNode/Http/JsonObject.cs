using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// The members of one JSON object of a request, found by name. One pass notes where each value lies; what a value
/// means is read later, so that the rules about a request are checked in the service's order.
/// </summary>
sealed class JsonObject
{
    public static readonly JsonObject Empty = new();

    readonly List<Member> members = new(capacity: 12);

    JsonObject()
    {
    }

    public int Count => members.Count;

    /// <summary>The last member of that name; an absent one is a slice of no kind.</summary>
    public JsonSlice this[ReadOnlySpan<byte> name]
    {
        get
        {
            for (var i = members.Count - 1; i >= 0; i--)
            {
                if (members[i].Name.Span.SequenceEqual(name))
                {
                    return members[i].Value;
                }
            }

            return default;
        }
    }

    /// <param name="name">A parameter's name, which is short.</param>
    public JsonSlice Find(string name)
    {
        Span<byte> utf8 = stackalloc byte[64];
        return this[utf8[..Encoding.UTF8.GetBytes(name, utf8)]];
    }

    public bool Has(string name) => Find(name).IsPresent;

    public Member At(int index) => members[index];

    /// <summary>Reads a whole request: bytes from outside, about which nothing is known.</summary>
    public static JsonObject ReadRequest(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            throw DynamoException.Serialization("The request is not valid UTF-8");
        }

        try
        {
            CheckEscapes(utf8.Span);
            return Read(utf8);
        }
        catch (JsonException)
        {
            throw DynamoException.Serialization("The request is not valid JSON");
        }
    }

    /// <summary>Reads an object inside a request, whose JSON is known to be well formed.</summary>
    public static JsonObject Read(ReadOnlyMemory<byte> utf8)
    {
        var found = new JsonObject();
        var reader = new Utf8JsonReader(utf8.Span, AttributeJson.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw DynamoException.Serialization("Start of structure or map expected");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameAt(ref reader, utf8);
            reader.Read();
            found.members.Add(new Member(name, JsonSlice.At(ref reader, utf8)));
        }

        // Finds what stands behind the object's end.
        reader.Read();
        return found;
    }

    static ReadOnlyMemory<byte> NameAt(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8)
    {
        if (!reader.ValueIsEscaped)
        {
            return utf8.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }

        var unescaped = new byte[reader.ValueSpan.Length];
        return unescaped.AsMemory(0, reader.CopyString(unescaped));
    }

    // Half of a surrogate pair is well-formed JSON and no text. Later readers would fail on it in many places.
    static void CheckEscapes(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8, AttributeJson.ReaderOptions);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                JsonScalars.Text(ref reader);
            }
        }
    }

    internal readonly record struct Member(ReadOnlyMemory<byte> Name, JsonSlice Value);
}
