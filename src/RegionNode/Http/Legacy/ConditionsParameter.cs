using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Expressions.Legacy;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Legacy;

/// <summary><c>QueryFilter</c>, <c>ScanFilter</c> and <c>KeyConditions</c>: one condition for each attribute.</summary>
sealed class ConditionsParameter
{
    readonly string name;
    readonly bool isOr;
    readonly List<(string Attribute, LegacyOperator Operator, JsonObject Condition)> given = [];

    ConditionsParameter(string name, bool isOr)
    {
        this.name = name;
        this.isOr = isOr;
    }

    /// <summary>The parameter, null where the request does not have it; values are read later.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="at">The name as messages tell it.</param>
    /// <param name="isOr">One of the conditions is enough.</param>
    /// <param name="constraints">Takes what is broken of the service's model.</param>
    public static ConditionsParameter? Read(
        JsonObject request, string name, string at, bool isOr, ref Constraints constraints)
    {
        if (request.Find(name).AsMap("Condition") is not { } map)
        {
            return null;
        }

        var parameter = new ConditionsParameter(name, isOr);
        foreach (var (attribute, value) in map)
        {
            var condition = value.AsElement("Condition")!;
            var within = $"{at}.{attribute}.member";
            constraints.NotNull(condition["ComparisonOperator"u8], within + ".comparisonOperator");
            var comparison = LegacyParameters.ComparisonOf(condition, within, ref constraints);
            parameter.given.Add((attribute, comparison, condition));
        }

        return parameter;
    }

    /// <summary>The conditions with their values.</summary>
    /// <exception cref="DynamoException">A value does not fit its operator.</exception>
    public List<LegacyCondition> Conditions() => given.ConvertAll(one =>
    {
        var values = LegacyParameters.ValuesOf(one.Condition) ?? [];
        LegacyOperators.Check(one.Operator, values);
        return new LegacyCondition(one.Attribute, one.Operator, values);
    });

    /// <summary>All of them as a filter; null where there is none.</summary>
    public Condition? Filter() =>
        given.Count == 0 ? null : LegacyConditions.Of(Conditions(), isOr, name);

    /// <summary>All of them as what a Query asks of the keys; bound to a table's keys later.</summary>
    public List<LegacyCondition> OnKeys()
    {
        var conditions = Conditions();
        return conditions.Count is 1 or 2
            ? conditions
            : throw DynamoException.Validation("Conditions can be of length 1 or 2 only");
    }
}
