using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.Legacy;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Legacy;

/// <summary>
/// <c>Expected</c>: conditions on what a write replaces. It is older than operators: <c>Value</c> and <c>Exists</c>
/// alone say what a comparison would.
/// </summary>
static class ExpectedParameter
{
    public static void CheckConstraints(JsonObject request, ref Constraints constraints)
    {
        LegacyParameters.IsOr(request, ref constraints);
        if (request["Expected"u8].AsMap("ExpectedAttributeValue") is not { } map)
        {
            return;
        }

        foreach (var (attribute, value) in map)
        {
            var expected = value.AsElement("ExpectedAttributeValue")!;
            LegacyParameters.ComparisonOf(expected, $"expected.{attribute}.member", ref constraints);
        }
    }

    /// <summary>The condition that the request makes, null where it makes none.</summary>
    /// <exception cref="DynamoException">It does not say one thing of each attribute.</exception>
    public static Condition? Read(JsonObject request)
    {
        if (request["Expected"u8].AsMap("ExpectedAttributeValue") is not { Count: > 0 } map)
        {
            return null;
        }

        // The choices were checked before.
        var constraints = new Constraints();
        var isOr = LegacyParameters.IsOr(request, ref constraints);
        var conditions = new List<LegacyCondition>(map.Count);
        foreach (var (attribute, value) in map)
        {
            conditions.Add(ReadOne(attribute, value.AsObject()!, ref constraints));
        }

        return LegacyConditions.Of(conditions, isOr);
    }

    static LegacyCondition ReadOne(string attribute, JsonObject expected, ref Constraints constraints)
    {
        var value = expected["Value"u8].AsAttributeMember();
        var values = LegacyParameters.ValuesOf(expected);
        var exists = expected["Exists"u8].AsBoolean();
        if (value is not null && values is not null)
        {
            throw Invalid("Value and AttributeValueList cannot be used together", attribute);
        }

        if (expected["ComparisonOperator"u8].IsAbsent)
        {
            return values is null
                ? WithoutOperator(attribute, value, exists)
                : throw Invalid("AttributeValueList can only be used with a ComparisonOperator", attribute);
        }

        if (exists is not null)
        {
            throw Invalid("Exists and ComparisonOperator cannot be used together", attribute);
        }

        var comparison = LegacyParameters.ComparisonOf(expected, attribute, ref constraints);
        if (value is null && values is null && !LegacyOperators.TakesNoValue(comparison))
        {
            var name = LegacyOperators.NameOf(comparison);
            throw Invalid($"Value or AttributeValueList must be used with ComparisonOperator: {name}", attribute);
        }

        values ??= value is null ? [] : [value];
        LegacyOperators.Check(comparison, values);
        return new LegacyCondition(attribute, comparison, values);
    }

    static LegacyCondition WithoutOperator(string attribute, AttributeValue? value, bool? exists)
    {
        if (exists == false)
        {
            return value is null
                ? new LegacyCondition(attribute, LegacyOperator.NotExists, [])
                : throw Invalid("Value cannot be used when Exists is false", attribute);
        }

        return value is null
            ? throw Invalid($"Value must be provided when Exists is {(exists is null ? "null" : "true")}", attribute)
            : new LegacyCondition(attribute, LegacyOperator.Equal, [value]);
    }

    static DynamoException Invalid(string what, string attribute) =>
        DynamoException.InvalidParameter($"{what} for Attribute: {attribute}");
}
