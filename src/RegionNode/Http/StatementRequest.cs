using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>A PartiQL statement of a request, with its parameters and what is asked of it besides.</summary>
sealed class StatementRequest
{
    readonly string text;
    readonly JsonSlice parameters;

    StatementRequest(JsonObject request, string text, bool tellsFailedItem)
    {
        this.text = text;
        parameters = request["Parameters"u8];
        TellsFailedItem = tellsFailedItem;
        IsConsistent = request["ConsistentRead"u8].AsBoolean() ?? false;
    }

    public string Text => text;

    /// <summary>The parameters as they came: two requests with the same are one.</summary>
    public ReadOnlySpan<byte> GivenParameters => parameters.Utf8.Span;

    public bool TellsFailedItem { get; }

    public bool IsConsistent { get; }

    /// <summary>Reads it with the constraints on it; it is not looked into yet.</summary>
    /// <param name="within">Where it is inside the request, with a dot at the end.</param>
    public static StatementRequest Read(JsonObject request, string within, ref Constraints constraints)
    {
        var given = request["Statement"u8];
        constraints.NotNull(given, $"{within}statement");
        var text = given.AsString() ?? "";
        if (given.IsPresent)
        {
            constraints.Length(text, $"{within}statement", 1, Limits.StatementCharsMax);
        }

        if (request["Parameters"u8].AsList()?.Count == 0)
        {
            constraints.Add(
                "'[]'", $"{within}parameters", "Member must have length greater than or equal to 1");
        }

        var tellsFailedItem = constraints.One(
            request["ReturnValuesOnConditionCheckFailure"u8],
            $"{within}returnValuesOnConditionCheckFailure",
            CommonParameters.OnFailureChoices);
        return new StatementRequest(request, text, tellsFailedItem);
    }

    /// <summary>Reads the parameters; what is wrong with them is told before anything of the statement.</summary>
    public List<AttributeValue> ReadParameters() =>
        parameters.AsList()?.ConvertAll(static parameter => parameter.AsValue()) ?? [];

    public (PartiQlStatement Statement, Bindings Bindings) Bind() => Bind(ReadParameters());

    public (PartiQlStatement Statement, Bindings Bindings) Bind(List<AttributeValue> values)
    {
        var statement = PartiQlStatement.Parse(text);
        return (statement, statement.Bind(values));
    }

    /// <summary>Where the statement is not part of a transaction.</summary>
    public static void RefuseExists(PartiQlStatement statement)
    {
        if (statement is PartiQlStatement.Exists)
        {
            throw DynamoException.Validation("EXISTS can only be used in ExecuteTransaction write requests.");
        }
    }
}
