using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>The item that a WHERE clause names, by equality with each key attribute, and what else it asks.</summary>
/// <param name="Key">The key attributes that were named; not more, perhaps fewer.</param>
/// <param name="Rest">What is asked besides; null for nothing.</param>
sealed record WriteTarget(Dictionary<string, AttributeValue> Key, ConditionSyntax? Rest)
{
    /// <summary>A key attribute that was given two values; null where none was.</summary>
    public string? Ambiguous { get; private init; }

    /// <param name="where">The clause; null where there is none.</param>
    /// <param name="bindings">Its paths and values.</param>
    /// <param name="keys">The table's.</param>
    /// <param name="takesIn">True where IN with one value is as good as equality.</param>
    public static WriteTarget Of(ConditionSyntax? where, Bindings bindings, KeySchema keys, bool takesIn = false)
    {
        var key = new Dictionary<string, AttributeValue>(2);
        var rest = new List<ConditionSyntax>();
        string? ambiguous = null;
        foreach (var part in where is null ? [] : Conjuncts(where))
        {
            var (name, value) = EqualityOf(part, bindings, keys, takesIn);
            if (name is null)
            {
                rest.Add(part);
            }
            else if (!key.TryAdd(name, value!) && !key[name].Equals(value))
            {
                ambiguous ??= name;
                rest.Add(part);
            }
        }

        return new WriteTarget(key, All(rest)) { Ambiguous = ambiguous };
    }

    /// <summary>All of them as one condition; null where there is none.</summary>
    public static ConditionSyntax? All(IReadOnlyList<ConditionSyntax> conditions) => conditions switch
    {
        [] => null,
        [var only] => only,
        _ => new ConditionSyntax.And([.. conditions]),
    };

    public bool IsComplete(KeySchema keys) => Key.Count == (keys.Sort is null ? 1 : 2);

    static IEnumerable<ConditionSyntax> Conjuncts(ConditionSyntax where) =>
        where is ConditionSyntax.And and ? and.Parts.SelectMany(Conjuncts) : [where];

    static (string? Name, AttributeValue? Value) EqualityOf(
        ConditionSyntax condition, Bindings bindings, KeySchema keys, bool takesIn)
    {
        var (path, value) = condition switch
        {
            ConditionSyntax.Compare { Comparator: Comparator.Equal } equality => SidesOf(equality),
            ConditionSyntax.In { Value: Operand.Path asked, Candidates: [Operand.Value only] } when takesIn =>
                (asked, only),
            _ => default,
        };
        return path is not null && bindings.Paths[path.Slot] is { IsNested: false } named && keys.Has(named.Root)
            ? (named.Root, bindings.Values[value!.Slot])
            : default;
    }

    static (Operand.Path? Path, Operand.Value? Value) SidesOf(ConditionSyntax.Compare equality) => equality switch
    {
        { Left: Operand.Path path, Right: Operand.Value value } => (path, value),
        { Left: Operand.Value value, Right: Operand.Path path } => (path, value),
        _ => default,
    };
}
