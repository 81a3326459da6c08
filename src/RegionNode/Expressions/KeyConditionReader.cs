using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>Takes a condition apart into one condition for each attribute, as a key condition must be.</summary>
static class KeyConditionReader
{
    const string InvalidCondition = "Invalid condition in KeyConditionExpression: ";

    public static Dictionary<string, SortKeyCondition> Read(ConditionSyntax root, Bindings bindings)
    {
        var conditions = new Dictionary<string, SortKeyCondition>(2);
        Read(root, bindings, conditions);
        return conditions;
    }

    static void Read(ConditionSyntax syntax, Bindings bindings, Dictionary<string, SortKeyCondition> conditions)
    {
        switch (syntax)
        {
            case ConditionSyntax.And and:
                foreach (var part in and.Parts)
                {
                    Read(part, bindings, conditions);
                }

                break;
            case ConditionSyntax.Or:
                throw InvalidOperator("OR");
            case ConditionSyntax.Not:
                throw InvalidOperator("NOT");
            case ConditionSyntax.In:
                throw InvalidOperator("IN");
            case ConditionSyntax.Compare { Comparator: Comparator.NotEqual }:
                throw InvalidOperator("<>");
            case ConditionSyntax.Compare compare:
                ReadCompare(compare, bindings, conditions);
                break;
            case ConditionSyntax.Between between:
                var bounded = KeyBefore("BETWEEN", between.Value, bindings, between.Lower, between.Upper);
                Add(conditions, bounded, new SortKeyCondition.Between(
                    Value(between.Lower, bindings), Value(between.Upper, bindings)));
                break;
            case ConditionSyntax.Holds { Call: { Function: Function.BeginsWith } call }:
                var begun = KeyBefore(call.Name, call.Arguments[0], bindings, call.Arguments[1]);
                Add(conditions, begun, new SortKeyCondition.BeginsWith(Value(call.Arguments[1], bindings)));
                break;
            case ConditionSyntax.Holds holds:
                throw InvalidOperator(holds.Call.Name);
            default:
                throw new InvalidOperationException($"Not a condition: {syntax}");
        }
    }

    static void ReadCompare(
        ConditionSyntax.Compare compare, Bindings bindings, Dictionary<string, SortKeyCondition> conditions)
    {
        var attribute = OnlyAttribute(bindings, compare.Left, compare.Right);
        var isMirrored = compare.Left is not Operand.Path;
        var value = Value(isMirrored ? compare.Left : compare.Right, bindings);
        var comparator = isMirrored ? Mirrored(compare.Comparator) : compare.Comparator;
        Add(conditions, attribute, new SortKeyCondition.Compare(comparator, value));
    }

    static string KeyBefore(
        string name, Operand key, Bindings bindings, params ReadOnlySpan<Operand> others)
    {
        if (key is not Operand.Path)
        {
            throw Invalid(
                $"{InvalidCondition}{name} operator must have the key attribute as its first operand");
        }

        return OnlyAttribute(bindings, [key, .. others]);
    }

    /// <summary>The attribute that one of the operands is; the others have to be values.</summary>
    static string OnlyAttribute(Bindings bindings, params ReadOnlySpan<Operand> operands)
    {
        string? attribute = null;
        foreach (var operand in operands)
        {
            if (operand is Operand.Call)
            {
                throw Invalid("KeyConditionExpressions cannot contain nested operations");
            }

            if (operand is not Operand.Path { Slot: var slot })
            {
                continue;
            }

            if (attribute is not null)
            {
                throw Invalid(
                    $"{InvalidCondition}Multiple attribute names used in one condition");
            }

            if (bindings.Paths[slot].IsNested)
            {
                throw Invalid(
                    "KeyConditionExpressions cannot have conditions on nested attributes");
            }

            attribute = bindings.Paths[slot].Root;
        }

        return attribute ?? throw Invalid($"{InvalidCondition}No key attribute specified");
    }

    static AttributeValue Value(Operand operand, Bindings bindings) =>
        bindings.Values[((Operand.Value)operand).Slot];

    static void Add(Dictionary<string, SortKeyCondition> conditions, string attribute, SortKeyCondition condition)
    {
        if (!conditions.TryAdd(attribute, condition))
        {
            throw Invalid("KeyConditionExpressions must only contain one condition per key");
        }
    }

    public static Comparator Mirrored(Comparator comparator) => comparator switch
    {
        Comparator.Less => Comparator.Greater,
        Comparator.LessOrEqual => Comparator.GreaterOrEqual,
        Comparator.Greater => Comparator.Less,
        Comparator.GreaterOrEqual => Comparator.LessOrEqual,
        _ => comparator,
    };

    static DynamoException InvalidOperator(string name) =>
        Invalid($"Invalid operator used in KeyConditionExpression: {name}");

    static DynamoException Invalid(string message) => Faults.Invalid(KeyCondition.ParameterName, message);
}
