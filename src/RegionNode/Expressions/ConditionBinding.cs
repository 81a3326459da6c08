using System.Globalization;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// Puts a request's names and values into a condition's syntax. DynamoDB checks one comparison or function
/// after the other, and in each the definitions, the counts, the sameness and the types of the operands.
/// </summary>
static class ConditionBinding
{
    public static Bindings Bind(
        Syntax<ConditionSyntax> syntax, Substitutions substitutions, string parameterName)
    {
        var binder = new Binder(syntax.Paths, syntax.Values, substitutions, parameterName);
        Bind(binder, syntax.Root);
        return binder.Bindings;
    }

    /// <summary>Checks a condition whose names and values are in their places already.</summary>
    public static void Check(ConditionSyntax root, Bindings bindings) => Bind(new Binder(bindings), root);

    static void Bind(Binder binder, ConditionSyntax condition)
    {
        switch (condition)
        {
            case ConditionSyntax.And and:
                BindAll(binder, and.Parts);
                break;
            case ConditionSyntax.Or or:
                BindAll(binder, or.Parts);
                break;
            case ConditionSyntax.Not not:
                Bind(binder, not.Inner);
                break;
            case ConditionSyntax.Compare compare:
                BindCompare(binder, compare);
                break;
            case ConditionSyntax.Between between:
                BindBetween(binder, between);
                break;
            case ConditionSyntax.In within:
                BindOperands(binder, "IN", within.Value, within.Candidates);
                break;
            case ConditionSyntax.Holds holds:
                binder.Resolve(holds.Call);
                binder.CheckOperandCounts(holds.Call);
                binder.CheckDistinct(holds.Call.Name, holds.Call.Arguments[0], holds.Call.Arguments.AsSpan(1));
                binder.CheckOperandTypes(holds.Call);
                break;
            default:
                throw new InvalidOperationException($"Not a condition: {condition}");
        }
    }

    static void BindAll(Binder binder, ConditionSyntax[] parts)
    {
        foreach (var part in parts)
        {
            Bind(binder, part);
        }
    }

    static void BindCompare(Binder binder, ConditionSyntax.Compare compare)
    {
        var name = NameOf(compare.Comparator);
        BindOperands(binder, name, compare.Left, compare.Right);
        if (compare.Comparator is not (Comparator.Equal or Comparator.NotEqual))
        {
            binder.CheckTypes(name, Comparison.IsOrdered, compare.Left, compare.Right);
        }
    }

    static void BindBetween(Binder binder, ConditionSyntax.Between between)
    {
        BindOperands(binder, "BETWEEN", between.Value, between.Lower, between.Upper);
        binder.CheckTypes("BETWEEN", Comparison.IsOrdered, between.Value, between.Lower, between.Upper);
        if (between.Lower is not Operand.Value lowerValue || between.Upper is not Operand.Value upperValue)
        {
            return;
        }

        var lower = binder.Bindings.Values[lowerValue.Slot];
        var upper = binder.Bindings.Values[upperValue.Slot];
        var order = Comparison.Order(lower, upper);
        if (order is null or > 0)
        {
            var rule = order is null
                ? "same data type for lower and upper bounds"
                : "upper bound to be greater than or equal to lower bound";
            throw binder.Invalid($"The BETWEEN operator requires {rule}; lower bound operand: AttributeValue: "
                + $"{Shown(lower)}, upper bound operand: AttributeValue: {Shown(upper)}");
        }
    }

    static void BindOperands(Binder binder, string name, Operand first, params ReadOnlySpan<Operand> others)
    {
        Resolve(binder, first);
        foreach (var operand in others)
        {
            Resolve(binder, operand);
        }

        binder.CheckOperandCounts(first);
        foreach (var operand in others)
        {
            binder.CheckOperandCounts(operand);
        }

        binder.CheckDistinct(name, first, others);
        binder.CheckOperandTypes(first);
        foreach (var operand in others)
        {
            binder.CheckOperandTypes(operand);
        }
    }

    static void Resolve(Binder binder, Operand operand)
    {
        if (operand is Operand.Truth truth)
        {
            Bind(binder, truth.Condition);
        }

        binder.Resolve(operand);
    }

    static string NameOf(Comparator comparator) => comparator switch
    {
        Comparator.Equal => "=",
        Comparator.NotEqual => "<>",
        Comparator.Less => "<",
        Comparator.LessOrEqual => "<=",
        Comparator.Greater => ">",
        Comparator.GreaterOrEqual => ">=",
        _ => throw new InvalidOperationException($"Not a comparator: {comparator}"),
    };

    static string Shown(AttributeValue bound) => bound switch
    {
        AttributeValue.S text => $"{{S:{text.Value}}}",
        AttributeValue.N number => string.Create(CultureInfo.InvariantCulture, $"{{N:{number.Value}}}"),
        AttributeValue.B binary => $"{{B:{Convert.ToBase64String(binary.Value)}}}",
        _ => throw new InvalidOperationException($"Not a bound: {bound.TypeName}"),
    };
}
