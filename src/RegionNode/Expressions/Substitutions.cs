using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>An expression parameter of a request, and its text where the request has one.</summary>
readonly record struct ExpressionParameter(string Name, string? Text);

/// <summary>
/// A request's ExpressionAttributeNames and ExpressionAttributeValues. It remembers what the expressions used:
/// DynamoDB refuses a request that brings more. Made for one request, used by one thread.
/// </summary>
sealed class Substitutions
{
    const string NamesParameter = "ExpressionAttributeNames";
    const string ValuesParameter = "ExpressionAttributeValues";
    const int PlaceholderBytesMax = 255;

    readonly Dictionary<string, string>? names;
    readonly Dictionary<string, AttributeValue>? values;
    HashSet<string>? used;

    /// <exception cref="DynamoException">A map is there but empty, or has a key that is no placeholder.</exception>
    public Substitutions(Dictionary<string, string>? names, Dictionary<string, AttributeValue>? values)
    {
        this.names = names;
        this.values = values;
        if (names is not null)
        {
            ThrowIfInvalid(names.Keys, '#', NamesParameter);
            ThrowIfEmptyName(names);
        }

        if (values is not null)
        {
            ThrowIfInvalid(values.Keys, ':', ValuesParameter);
        }
    }

    /// <summary>Reads ExpressionAttributeValues: from its StartObject to its EndObject.</summary>
    /// <exception cref="DynamoException">A value is invalid; the message says under which key.</exception>
    public static Dictionary<string, AttributeValue> ReadValues(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return AttributeJson.ReadItem(ref reader);
        }

        var values = new Dictionary<string, AttributeValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonScalars.Text(ref reader);
            reader.Read();
            try
            {
                values[key] = AttributeJson.Read(ref reader);
            }
            catch (DynamoException refusal) when (refusal.IsValidation)
            {
                throw DynamoException.Validation(
                    $"{ValuesParameter} contains invalid value: {refusal.Message} for key {key}");
            }
        }

        return values;
    }

    /// <summary>The attribute that the placeholder stands for.</summary>
    public string Name(string placeholder, string parameterName)
    {
        if (names is null || !names.TryGetValue(placeholder, out var name))
        {
            throw Faults.Invalid(parameterName, "An expression attribute name used in the document path is not "
                + $"defined; attribute name: {placeholder}");
        }

        (used ??= []).Add(placeholder);
        return name;
    }

    /// <summary>The value that the placeholder stands for.</summary>
    public AttributeValue Value(string placeholder, string parameterName)
    {
        if (values is null || !values.TryGetValue(placeholder, out var value))
        {
            throw Faults.Invalid(parameterName, "An expression attribute value used in expression is not defined; "
                + $"attribute value: {placeholder}");
        }

        (used ??= []).Add(placeholder);
        return value;
    }

    /// <summary>To be called first: names and values need an expression that could use them.</summary>
    public void ThrowIfPointless(params ReadOnlySpan<ExpressionParameter> expressions)
    {
        var takesValues = new List<string>();
        var hasExpression = false;
        var hasExpressionWithValues = false;
        foreach (var (name, text) in expressions)
        {
            hasExpression |= text is not null;
            if (name != "ProjectionExpression")
            {
                takesValues.Add(name);
                hasExpressionWithValues |= text is not null;
            }
        }

        if (names is not null && !hasExpression)
        {
            throw DynamoException.Validation($"{NamesParameter} can only be specified when using expressions");
        }

        if (values is not null && !hasExpressionWithValues)
        {
            throw DynamoException.Validation($"{ValuesParameter} can only be specified when using expressions: "
                + $"{string.Join(" and ", takesValues)} {(takesValues.Count == 1 ? "is" : "are")} null");
        }
    }

    /// <summary>To be called last, when all of the request's expressions are parsed.</summary>
    public void ThrowIfUnused()
    {
        ThrowIfUnused(names?.Keys, NamesParameter);
        ThrowIfUnused(values?.Keys, ValuesParameter);
    }

    void ThrowIfUnused(ICollection<string>? keys, string parameter)
    {
        if (keys is null)
        {
            return;
        }

        var unused = new List<string>();
        foreach (var key in keys)
        {
            if (used is null || !used.Contains(key))
            {
                unused.Add(key);
            }
        }

        if (unused.Count > 0)
        {
            throw DynamoException.Validation(
                $"Value provided in {parameter} unused in expressions: keys: {{{string.Join(", ", unused)}}}");
        }
    }

    static void ThrowIfInvalid(ICollection<string> keys, char first, string parameter)
    {
        if (keys.Count == 0)
        {
            throw DynamoException.Validation($"{parameter} must not be empty");
        }

        foreach (var key in keys)
        {
            var bytes = Encoding.UTF8.GetByteCount(key);
            if (bytes > PlaceholderBytesMax)
            {
                throw DynamoException.Validation($"{parameter} contains invalid key: The expression attribute map "
                    + $"contains a key that is too long; size of key: {bytes}");
            }

            if (!Tokenizer.IsPlaceholder(key, first))
            {
                throw DynamoException.Validation($"{parameter} contains invalid key: Syntax error; key: \"{key}\"");
            }
        }
    }

    static void ThrowIfEmptyName(Dictionary<string, string> names)
    {
        foreach (var (key, name) in names)
        {
            if (name.Length == 0)
            {
                throw DynamoException.Validation(
                    $"{NamesParameter} contains invalid value: Empty attribute name for key {key}");
            }
        }
    }
}
