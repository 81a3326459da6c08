using GlobalTables.RegionNode.Expressions.Legacy;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Legacy;

/// <summary>What the parameters from before expressions have in common.</summary>
static class LegacyParameters
{
    static readonly Choices<bool> Operators = new(false, ("OR", true), ("AND", false));

    static readonly Choices<LegacyOperator> Comparisons = new(
        LegacyOperator.Equal,
        [.. new[]
        {
            LegacyOperator.In, LegacyOperator.NotExists, LegacyOperator.Between, LegacyOperator.Less,
            LegacyOperator.NotContains, LegacyOperator.Equal, LegacyOperator.Greater, LegacyOperator.Exists,
            LegacyOperator.NotEqual, LegacyOperator.LessOrEqual, LegacyOperator.BeginsWith,
            LegacyOperator.GreaterOrEqual, LegacyOperator.Contains,
        }.Select(comparison => (LegacyOperators.NameOf(comparison), comparison))]);

    /// <summary>A request uses expressions or what was before them.</summary>
    public static void CheckNotMixed(
        JsonObject request, ReadOnlySpan<string> legacy, ReadOnlySpan<string> expressions)
    {
        if (!HasAny(request, legacy) || !HasAny(request, expressions))
        {
            return;
        }

        var first = Present(request, legacy);
        var beside = Present(request, expressions);

        // Conditions on keys may stand beside the expressions that are about other things.
        if (!beside.Contains("KeyConditionExpression"))
        {
            first.Remove("KeyConditions");
        }

        if (first.Count > 0)
        {
            throw DynamoException.Validation(
                "Can not use both expression and non-expression parameters in the same request: "
                + $"Non-expression parameters: {{{string.Join(", ", first)}}} "
                + $"Expression parameters: {{{string.Join(", ", beside)}}}");
        }
    }

    /// <summary>True when <c>ConditionalOperator</c> lets one condition be enough.</summary>
    public static bool IsOr(JsonObject request, ref Constraints constraints) =>
        constraints.One(request["ConditionalOperator"u8], "conditionalOperator", Operators);

    /// <summary>The operator needs something to combine.</summary>
    /// <param name="request">May have <c>ConditionalOperator</c>.</param>
    /// <param name="conditions">The parameter with the conditions.</param>
    public static void CheckOperator(JsonObject request, string conditions)
    {
        if (request["ConditionalOperator"u8].IsAbsent)
        {
            return;
        }

        switch (request.Find(conditions).AsObject()?.Count ?? 0)
        {
            case 0:
                throw DynamoException.Validation("ConditionalOperator cannot be used without Filter or Expected");
            case 1:
                throw DynamoException.Validation(
                    "ConditionalOperator can only be used when Filter or Expected has two or more elements");
        }
    }

    public static LegacyOperator ComparisonOf(JsonObject condition, string at, ref Constraints constraints) =>
        constraints.One(condition["ComparisonOperator"u8], at + ".comparisonOperator", Comparisons);

    /// <summary>The values that a condition compares with; null where the condition has no list of them.</summary>
    public static List<AttributeValue>? ValuesOf(JsonObject condition) =>
        condition["AttributeValueList"u8].AsList()?.ConvertAll(value => value.AsAttribute()!);

    static bool HasAny(JsonObject request, ReadOnlySpan<string> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (request.Has(parameter))
            {
                return true;
            }
        }

        return false;
    }

    static List<string> Present(JsonObject request, ReadOnlySpan<string> parameters)
    {
        var present = new List<string>();
        foreach (var parameter in parameters)
        {
            if (request.Has(parameter))
            {
                present.Add(parameter);
            }
        }

        return present;
    }
}
