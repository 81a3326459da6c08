using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// A ConditionExpression or FilterExpression with its names and values, or what says the same in a request from
/// before expressions.
/// </summary>
sealed class Condition
{
    static readonly ExpressionCache<Syntax<ConditionSyntax>> Cache =
        new(Limits.ExpressionCacheMax, ConditionParser.Parse);

    static readonly Dictionary<string, AttributeValue> NoItem = [];

    readonly ConditionSyntax root;
    readonly Bindings bindings;
    readonly string filterName;

    Condition(ConditionSyntax root, Bindings bindings, string filterName = "Filter Expression")
    {
        this.filterName = filterName;
        this.root = root;
        this.bindings = bindings;
    }

    /// <summary>A condition that no expression was the source of.</summary>
    public static Condition Of(ConditionSyntax root, Bindings bindings, string parameterName) =>
        new(root, bindings, parameterName);

    /// <param name="text">The expression.</param>
    /// <param name="parameterName">ConditionExpression or FilterExpression, for messages.</param>
    /// <param name="substitutions">The request's names and values.</param>
    /// <exception cref="DynamoException">The expression is not valid.</exception>
    public static Condition Parse(string text, string parameterName, Substitutions substitutions)
    {
        var syntax = Cache.Get(text, parameterName);
        return new Condition(syntax.Root, ConditionBinding.Bind(syntax, substitutions, parameterName));
    }

    /// <summary>A condition that was read elsewhere, its operands bound and checked.</summary>
    public static Condition Of(ConditionSyntax root, Bindings bindings) => new(root, bindings);

    /// <param name="item">The item; null where there is none.</param>
    public bool Holds(Dictionary<string, AttributeValue>? item) => Holds(root, item ?? NoItem);

    /// <summary>The attributes that the paths begin with.</summary>
    public IEnumerable<string> Attributes => bindings.Paths.Select(path => path.Root);

    public void ThrowIfOnKeys(KeySchema keys) => ThrowIfOnKeys(keys.Queried());

    /// <summary>A Query's filter must leave the keys to the key condition.</summary>
    public void ThrowIfOnKeys(in QueryKeys keys)
    {
        foreach (var path in bindings.Paths)
        {
            if (keys.Has(path.Root))
            {
                throw DynamoException.Validation($"{filterName} can only contain non-primary key attributes: "
                    + $"Primary key attribute: {path.Root}");
            }
        }
    }

    /// <summary>Keys are scalars: no path leads into one, of the table or of an index.</summary>
    public void ThrowIfInsideKeys(TableDefinition table) => KeyPaths.ThrowIfInside(table, bindings.Paths);

    /// <summary>Keys are scalars: no path leads into one.</summary>
    public void ThrowIfInsideKeys(KeySchema keys) => KeyPaths.ThrowIfInside(keys, bindings.Paths);

    bool Holds(ConditionSyntax condition, Dictionary<string, AttributeValue> item)
    {
        switch (condition)
        {
            case ConditionSyntax.Compare compare:
                return Comparison.Holds(
                    compare.Comparator,
                    ValueOf(compare.Left, item),
                    ValueOf(compare.Right, item));
            case ConditionSyntax.And and:
                return AllHold(and.Parts, item);
            case ConditionSyntax.Or or:
                return AnyHolds(or.Parts, item);
            case ConditionSyntax.Not not:
                return !Holds(not.Inner, item);
            case ConditionSyntax.Between between:
                var value = ValueOf(between.Value, item);
                return Comparison.Holds(Comparator.GreaterOrEqual, value, ValueOf(between.Lower, item))
                    && Comparison.Holds(Comparator.LessOrEqual, value, ValueOf(between.Upper, item));
            case ConditionSyntax.In within:
                return IsIn(within, item);
            case ConditionSyntax.Holds holds:
                return Holds(holds.Call, item);
            default:
                throw new InvalidOperationException($"Not a condition: {condition}");
        }
    }

    AttributeValue? ValueOf(Operand operand, Dictionary<string, AttributeValue> item) => operand is Operand.Truth truth
        ? new AttributeValue.Bool(Holds(truth.Condition, item))
        : bindings.ValueOf(operand, item);

    bool Holds(Operand.Call call, Dictionary<string, AttributeValue> item)
    {
        var first = ValueOf(call.Arguments[0], item);
        var second = call.Arguments.Length > 1 ? ValueOf(call.Arguments[1], item) : null;
        return call.Function switch
        {
            Function.AttributeExists => first is not null,
            Function.AttributeNotExists => first is null,
            Function.AttributeType => second is AttributeValue.S type && first?.TypeName == type.Value,
            Function.BeginsWith => Comparison.BeginsWith(first, second),
            Function.Contains => Comparison.Contains(first, second),
            _ => throw new InvalidOperationException($"Not a condition: {call.Name}"),
        };
    }

    bool AllHold(ConditionSyntax[] parts, Dictionary<string, AttributeValue> item)
    {
        foreach (var part in parts)
        {
            if (!Holds(part, item))
            {
                return false;
            }
        }

        return true;
    }

    bool AnyHolds(ConditionSyntax[] parts, Dictionary<string, AttributeValue> item)
    {
        foreach (var part in parts)
        {
            if (Holds(part, item))
            {
                return true;
            }
        }

        return false;
    }

    bool IsIn(ConditionSyntax.In within, Dictionary<string, AttributeValue> item)
    {
        var value = ValueOf(within.Value, item);
        foreach (var candidate in within.Candidates)
        {
            if (Comparison.Holds(Comparator.Equal, value, ValueOf(candidate, item)))
            {
                return true;
            }
        }

        return false;
    }
}
