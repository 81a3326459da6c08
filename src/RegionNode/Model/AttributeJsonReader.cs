using System.Text.Json;

namespace GlobalTables.RegionNode.Model;

/// <summary>
/// Reads values from DynamoDB JSON and refuses what DynamoDB refuses, in its words. Depth is checked before
/// going down, so no input can exhaust the stack.
/// </summary>
static class AttributeJsonReader
{
    const string Invalid = "One or more parameter values were invalid: ";
    const string AttributeValueClass = "class com.amazonaws.dynamodb.v20120810.AttributeValue";

    const string AttributeMapClass =
        "java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>";

    /// <param name="reader">Stands on the value's StartObject, and will stand on its EndObject.</param>
    /// <param name="level">How deep this value is: 1 for an attribute of the item.</param>
    public static AttributeValue Value(ref Utf8JsonReader reader, int level)
    {
        if (level > Limits.NestingDepthMax)
        {
            throw DocumentDepth.TooDeep();
        }

        ExpectObject(ref reader, AttributeValueClass, "Unexpected value type in payload");
        AttributeValue? value = null;
        var hasSeveral = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Member(ref reader, level);
            hasSeveral |= member is not null && value is not null;
            value ??= member;
        }

        if (hasSeveral)
        {
            throw DynamoException.Validation("Supplied AttributeValue has more than one datatypes set, "
                + "must contain exactly one of the supported datatypes");
        }

        return value ?? throw DynamoException.Validation(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }

    public static Dictionary<string, AttributeValue> Map(ref Utf8JsonReader reader, int level)
    {
        ExpectObject(ref reader, AttributeMapClass, "Unexpected field type");
        var map = new Dictionary<string, AttributeValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonScalars.Text(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                map[name] = Value(ref reader, level);
            }
        }

        return map;
    }

    /// <summary>One member of the object; null for a name that is no type, and for a JSON null.</summary>
    static AttributeValue? Member(ref Utf8JsonReader reader, int level)
    {
        var type = TypeOf(ref reader);
        reader.Read();
        if (type == Type.Unknown)
        {
            reader.Skip();
            return null;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return type switch
        {
            Type.S => new AttributeValue.S(JsonScalars.String(ref reader)),
            Type.N => new AttributeValue.N(JsonScalars.Number(ref reader)),
            Type.B => new AttributeValue.B(JsonScalars.Blob(ref reader)),
            Type.Bool => new AttributeValue.Bool(JsonScalars.Boolean(ref reader)),
            Type.Null => Null(ref reader),
            Type.M => new AttributeValue.M(Map(ref reader, level + 1)),
            Type.L => new AttributeValue.L(List(ref reader, level + 1)),
            Type.StringSet => StringSet(ref reader),
            Type.NumberSet => NumberSet(ref reader),
            Type.BinarySet => BinarySet(ref reader),
            _ => throw new InvalidOperationException($"Not an attribute type: {type}"),
        };
    }

    static AttributeValue.Null Null(ref Utf8JsonReader reader) => JsonScalars.Boolean(ref reader)
        ? new AttributeValue.Null()
        : throw DynamoException.Validation($"{Invalid}Null attribute value types must have the value of true");

    static List<AttributeValue> List(ref Utf8JsonReader reader, int level)
    {
        JsonScalars.ExpectArray(ref reader);
        var list = new List<AttributeValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(Value(ref reader, level));
        }

        return list;
    }

    static AttributeValue.StringSet StringSet(ref Utf8JsonReader reader)
    {
        JsonScalars.ExpectArray(ref reader);
        var set = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            set.Add(JsonScalars.String(ref reader));
        }

        ThrowIfEmpty(set.Count, "An string set  may not be empty");
        if (SetOperations.HasDuplicates(set, StringComparer.Ordinal))
        {
            throw DynamoException.Validation(
                $"{Invalid}Input collection [{string.Join(", ", set)}] contains duplicates.");
        }

        return new AttributeValue.StringSet(set);
    }

    static AttributeValue.NumberSet NumberSet(ref Utf8JsonReader reader)
    {
        JsonScalars.ExpectArray(ref reader);
        var set = new List<AttributeNumber>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            set.Add(JsonScalars.Number(ref reader));
        }

        ThrowIfEmpty(set.Count, "An number set  may not be empty");
        if (SetOperations.HasDuplicates(set, EqualityComparer<AttributeNumber>.Default))
        {
            throw DynamoException.Validation("Input collection contains duplicates");
        }

        return new AttributeValue.NumberSet(set);
    }

    static AttributeValue.BinarySet BinarySet(ref Utf8JsonReader reader)
    {
        JsonScalars.ExpectArray(ref reader);
        var set = new List<byte[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            set.Add(JsonScalars.Blob(ref reader));
        }

        ThrowIfEmpty(set.Count, "Binary sets should not be empty");
        if (SetOperations.HasDuplicates(set, SameBytes.Instance))
        {
            var elements = string.Join(", ", set.ConvertAll(Convert.ToBase64String));
            throw DynamoException.Validation(
                $"{Invalid}Input collection [{elements}]of type BS contains duplicates.");
        }

        return new AttributeValue.BinarySet(set);
    }

    static void ThrowIfEmpty(int count, string message)
    {
        if (count == 0)
        {
            throw DynamoException.Validation(Invalid + message);
        }
    }

    static void ExpectObject(ref Utf8JsonReader reader, string javaClass, string otherwise)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw DynamoException.Serialization(reader.TokenType == JsonTokenType.StartArray
                ? $"Unrecognized collection type {javaClass}"
                : otherwise);
        }
    }

    static Type TypeOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("S"u8) ? Type.S
        : reader.ValueTextEquals("N"u8) ? Type.N
        : reader.ValueTextEquals("M"u8) ? Type.M
        : reader.ValueTextEquals("L"u8) ? Type.L
        : reader.ValueTextEquals("BOOL"u8) ? Type.Bool
        : reader.ValueTextEquals("B"u8) ? Type.B
        : reader.ValueTextEquals("NULL"u8) ? Type.Null
        : reader.ValueTextEquals("SS"u8) ? Type.StringSet
        : reader.ValueTextEquals("NS"u8) ? Type.NumberSet
        : reader.ValueTextEquals("BS"u8) ? Type.BinarySet
        : Type.Unknown;

    enum Type
    {
        Unknown,
        S,
        N,
        B,
        Bool,
        Null,
        M,
        L,
        StringSet,
        NumberSet,
        BinarySet,
    }
}
