using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.Legacy;

/// <summary>
/// The conditions of a request from before expressions, as the trees that expressions have: another front end to
/// the same evaluation. A name is an attribute's whole name here, whatever characters it has.
/// </summary>
static class LegacyConditions
{
    /// <param name="conditions">At least one.</param>
    /// <param name="isOr">One of them is enough.</param>
    /// <param name="parameter">The parameter that they are, for messages.</param>
    public static Condition Of(List<LegacyCondition> conditions, bool isOr, string parameter = "Expected")
    {
        var paths = conditions.ConvertAll(condition => DocumentPath.Of(condition.Attribute));
        var values = new List<AttributeValue>();
        var parts = new ConditionSyntax[conditions.Count];
        for (var slot = 0; slot < parts.Length; slot++)
        {
            parts[slot] = Syntax(conditions[slot], new Operand.Path(slot), values.Count);
            values.AddRange(conditions[slot].Values);
        }

        ConditionSyntax root = isOr ? new ConditionSyntax.Or(parts) : new ConditionSyntax.And(parts);
        return Condition.Of(root, new Bindings([.. paths], [.. values]), parameter);
    }

    /// <exception cref="DynamoException">They are no condition on these keys.</exception>
    public static KeyCondition OnKeys(List<LegacyCondition> conditions, in QueryKeys keys)
    {
        var byAttribute = new Dictionary<string, SortKeyCondition>(conditions.Count);
        foreach (var condition in conditions)
        {
            byAttribute[condition.Attribute] = OnKey(condition);
        }

        return KeyCondition.From(byAttribute, keys);
    }

    static ConditionSyntax Syntax(LegacyCondition condition, Operand.Path path, int firstValue)
    {
        var first = new Operand.Value(firstValue);
        switch (condition.Operator)
        {
            case LegacyOperator.Between:
                return new ConditionSyntax.Between(path, first, new Operand.Value(firstValue + 1));
            case LegacyOperator.In:
                var candidates = new Operand[condition.Values.Count];
                for (var at = 0; at < candidates.Length; at++)
                {
                    candidates[at] = new Operand.Value(firstValue + at);
                }

                return new ConditionSyntax.In(path, candidates);
            case LegacyOperator.BeginsWith:
                return Holds(Function.BeginsWith, path, first);
            case LegacyOperator.Contains:
                return Holds(Function.Contains, path, first);
            case LegacyOperator.NotContains:
                // Of an attribute that is not there, the service says neither that it contains nor that it does not.
                var contains = Holds(Function.Contains, path, first);
                return new ConditionSyntax.And(
                    [Holds(Function.AttributeExists, path), new ConditionSyntax.Not(contains)]);
            case LegacyOperator.Exists:
                return Holds(Function.AttributeExists, path);
            case LegacyOperator.NotExists:
                return Holds(Function.AttributeNotExists, path);
            default:
                return new ConditionSyntax.Compare(ComparatorOf(condition.Operator), path, first);
        }
    }

    static SortKeyCondition OnKey(LegacyCondition condition) => condition.Operator switch
    {
        LegacyOperator.Equal or LegacyOperator.Less or LegacyOperator.LessOrEqual or LegacyOperator.Greater
            or LegacyOperator.GreaterOrEqual =>
            new SortKeyCondition.Compare(ComparatorOf(condition.Operator), condition.Values[0]),
        LegacyOperator.Between => new SortKeyCondition.Between(condition.Values[0], condition.Values[1]),
        LegacyOperator.BeginsWith => new SortKeyCondition.BeginsWith(condition.Values[0]),
        _ => new SortKeyCondition.NotIndexable(),
    };

    static ConditionSyntax.Holds Holds(Function function, params Operand[] arguments) =>
        new(new Operand.Call(function, function.ToString(), arguments));

    static Comparator ComparatorOf(LegacyOperator comparison) => comparison switch
    {
        LegacyOperator.Equal => Comparator.Equal,
        LegacyOperator.NotEqual => Comparator.NotEqual,
        LegacyOperator.Less => Comparator.Less,
        LegacyOperator.LessOrEqual => Comparator.LessOrEqual,
        LegacyOperator.Greater => Comparator.Greater,
        LegacyOperator.GreaterOrEqual => Comparator.GreaterOrEqual,
        _ => throw new InvalidOperationException($"Not a comparison: {comparison}"),
    };
}
