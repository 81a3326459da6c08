using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.Legacy;

/// <summary>The values of <c>ComparisonOperator</c>.</summary>
enum LegacyOperator
{
    Equal,
    NotEqual,
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    Between,
    In,
    BeginsWith,
    Contains,
    NotContains,
    Exists,
    NotExists,
}

/// <summary>What an operator may be given.</summary>
static class LegacyOperators
{
    /// <summary>The operator as requests and messages name it.</summary>
    public static string NameOf(LegacyOperator comparison) => comparison switch
    {
        LegacyOperator.Equal => "EQ",
        LegacyOperator.NotEqual => "NE",
        LegacyOperator.LessOrEqual => "LE",
        LegacyOperator.Less => "LT",
        LegacyOperator.GreaterOrEqual => "GE",
        LegacyOperator.Greater => "GT",
        LegacyOperator.Between => "BETWEEN",
        LegacyOperator.In => "IN",
        LegacyOperator.BeginsWith => "BEGINS_WITH",
        LegacyOperator.Contains => "CONTAINS",
        LegacyOperator.NotContains => "NOT_CONTAINS",
        LegacyOperator.Exists => "NOT_NULL",
        LegacyOperator.NotExists => "NULL",
        _ => throw new InvalidOperationException($"Not an operator: {comparison}"),
    };

    public static bool TakesNoValue(LegacyOperator comparison) =>
        comparison is LegacyOperator.Exists or LegacyOperator.NotExists;

    /// <exception cref="DynamoException">These values are too few, too many, or of the wrong types.</exception>
    public static void Check(LegacyOperator comparison, List<AttributeValue> values)
    {
        if (!TakesCount(comparison, values.Count))
        {
            throw DynamoException.InvalidParameter(
                $"Invalid number of argument(s) for the {NameOf(comparison)} ComparisonOperator");
        }

        foreach (var value in values)
        {
            if (value.TypeName != values[0].TypeName)
            {
                throw DynamoException.InvalidParameter(
                    "AttributeValues inside AttributeValueList must be of same type");
            }
        }

        if (values.Count > 0 && !TakesType(comparison, values[0].TypeName))
        {
            throw DynamoException.InvalidParameter($"ComparisonOperator {NameOf(comparison)} is not valid for "
                + $"{values[0].TypeName} AttributeValue type");
        }

        if (comparison == LegacyOperator.Between && Comparison.Order(values[0], values[1]) > 0)
        {
            throw DynamoException.Validation(
                "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
        }
    }

    static bool TakesCount(LegacyOperator comparison, int count) => comparison switch
    {
        LegacyOperator.Exists or LegacyOperator.NotExists => count == 0,
        LegacyOperator.Between => count == 2,
        LegacyOperator.In => count > 0,
        _ => count == 1,
    };

    // Narrower than what the functions of expressions take: no lists in CONTAINS, nothing but scalars in IN.
    static bool TakesType(LegacyOperator comparison, string type) => comparison switch
    {
        LegacyOperator.Equal or LegacyOperator.NotEqual => true,
        LegacyOperator.Contains or LegacyOperator.NotContains => type is "S" or "N" or "B" or "BOOL" or "NULL",
        LegacyOperator.BeginsWith => type is "S" or "B",
        _ => type is "S" or "N" or "B",
    };
}
