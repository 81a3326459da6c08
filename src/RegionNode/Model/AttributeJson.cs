using System.Buffers;
using System.Text.Json;

namespace GlobalTables.RegionNode.Model;

/// <summary>
/// DynamoDB JSON to values and back. What is written is canonical: UTF-8, no white space, numbers normalised,
/// attributes in the order given.
/// </summary>
static class AttributeJson
{
    /// <summary>Deep enough that values nested too deeply meet DynamoDB's own bound first.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 128 };

    /// <summary>For all JSON with items in it, so that they look the same on disk and on the wire.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = CanonicalJsonEncoder.Instance,
        MaxDepth = 128,
        SkipValidation = true,
    };

    /// <summary>Reads <c>{"S":"x"}</c>: from its StartObject to its EndObject.</summary>
    public static AttributeValue Read(ref Utf8JsonReader reader) => AttributeJsonReader.Value(ref reader, 1);

    /// <summary>Reads a map of attributes: from its StartObject to its EndObject.</summary>
    public static Dictionary<string, AttributeValue> ReadItem(ref Utf8JsonReader reader) =>
        AttributeJsonReader.Map(ref reader, 1);

    /// <summary>Reads an item from its own bytes.</summary>
    public static Dictionary<string, AttributeValue> ReadItem(ReadOnlySpan<byte> canonicalJson)
    {
        var reader = new Utf8JsonReader(canonicalJson, ReaderOptions);
        reader.Read();
        return ReadItem(ref reader);
    }

    public static byte[] Canonical(Dictionary<string, AttributeValue> item)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(bytes, WriterOptions))
        {
            WriteItem(writer, item);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static void WriteItem(Utf8JsonWriter writer, Dictionary<string, AttributeValue> item)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in item)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, AttributeValue value)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case AttributeValue.S text:
                writer.WriteString("S"u8, text.Value);
                break;
            case AttributeValue.N number:
                writer.WritePropertyName("N"u8);
                WriteNumber(writer, number.Value);
                break;
            case AttributeValue.B binary:
                writer.WriteBase64String("B"u8, binary.Value);
                break;
            case AttributeValue.Bool truth:
                writer.WriteBoolean("BOOL"u8, truth.Value);
                break;
            case AttributeValue.Null:
                writer.WriteBoolean("NULL"u8, true);
                break;
            case AttributeValue.M map:
                writer.WritePropertyName("M"u8);
                WriteItem(writer, map.Value);
                break;
            default:
                WriteElements(writer, value);
                break;
        }

        writer.WriteEndObject();
    }

    static void WriteElements(Utf8JsonWriter writer, AttributeValue value)
    {
        writer.WriteStartArray(value.TypeName);
        switch (value)
        {
            case AttributeValue.L list:
                foreach (var element in list.Value)
                {
                    Write(writer, element);
                }

                break;
            case AttributeValue.StringSet set:
                foreach (var element in set.Value)
                {
                    writer.WriteStringValue(element);
                }

                break;
            case AttributeValue.NumberSet set:
                foreach (var element in set.Value)
                {
                    WriteNumber(writer, element);
                }

                break;
            case AttributeValue.BinarySet set:
                foreach (var element in set.Value)
                {
                    writer.WriteBase64StringValue(element);
                }

                break;
            default:
                throw new InvalidOperationException($"Not an attribute value: {value.TypeName}");
        }

        writer.WriteEndArray();
    }

    static void WriteNumber(Utf8JsonWriter writer, AttributeNumber number)
    {
        Span<byte> utf8 = stackalloc byte[AttributeNumber.TextBytesMax];
        number.TryFormat(utf8, out var written);
        writer.WriteStringValue(utf8[..written]);
    }
}
