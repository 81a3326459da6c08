using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// The expressions of a request, or of one table's part of a batch. First come the names and values, then the
/// expressions in the service's order, and last what nobody used.
/// </summary>
readonly struct ExpressionParameters
{
    readonly JsonObject request;
    readonly Substitutions substitutions;

    ExpressionParameters(JsonObject request, Substitutions substitutions)
    {
        this.request = request;
        this.substitutions = substitutions;
    }

    /// <param name="request">Holds the expressions.</param>
    /// <param name="names">The expressions that the operation takes.</param>
    public static ExpressionParameters Read(JsonObject request, string[] names)
    {
        var (givenNames, givenValues) = (ReadNames(request), ReadValues(request));
        var substitutions = new Substitutions(givenNames, givenValues);
        if (givenNames is not null || givenValues is not null)
        {
            substitutions.ThrowIfPointless(
                Array.ConvertAll(names, name => new ExpressionParameter(name, request.Find(name).AsString())));
        }

        return new ExpressionParameters(request, substitutions);
    }

    public Condition? Condition(string parameter) =>
        request.Find(parameter).AsString() is { } text
            ? Expressions.Condition.Parse(text, parameter, substitutions)
            : null;

    public Projection? Projection() =>
        request["ProjectionExpression"u8].AsString() is { } text
            ? Expressions.Projection.Parse(text, substitutions)
            : null;

    /// <param name="table">What is updated; null where it is looked for later.</param>
    public Update? Update(TableDefinition? table) => request["UpdateExpression"u8].AsString() is not { } text ? null
        : table is null ? Expressions.Update.Parse(text, substitutions, keys: null)
        : Expressions.Update.Parse(text, substitutions, table);

    public KeyCondition? KeyCondition(in QueryKeys keys) =>
        request["KeyConditionExpression"u8].AsString() is { } text
            ? Expressions.KeyCondition.Parse(text, substitutions, keys)
            : null;

    /// <summary>To be called when every expression was read.</summary>
    public void CheckAllUsed() => substitutions.ThrowIfUnused();

    static Dictionary<string, string>? ReadNames(JsonObject request)
    {
        if (request["ExpressionAttributeNames"u8].AsObject() is not { } given)
        {
            return null;
        }

        var names = new Dictionary<string, string>(given.Count);
        for (var i = 0; i < given.Count; i++)
        {
            var (placeholder, name) = given.At(i);
            names[Encoding.UTF8.GetString(placeholder.Span)] = name.AsString()
                ?? throw DynamoException.Validation(
                    "ExpressionAttributeNames contains invalid value: Empty attribute name for key "
                    + Encoding.UTF8.GetString(placeholder.Span));
        }

        return names;
    }

    static Dictionary<string, AttributeValue>? ReadValues(JsonObject request)
    {
        var given = request["ExpressionAttributeValues"u8];
        if (given.IsAbsent)
        {
            return null;
        }

        var reader = new Utf8JsonReader(given.Utf8.Span, AttributeJson.ReaderOptions);
        reader.Read();
        return Substitutions.ReadValues(ref reader);
    }
}
