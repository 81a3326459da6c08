using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// An UpdateExpression with its names and values: old item in, new item out. Everything it reads it reads in
/// the old item; what it does not touch is shared between the two.
/// </summary>
sealed class Update
{
    const string ParameterName = "UpdateExpression";

    static readonly ExpressionCache<Syntax<UpdateClause[]>> Cache =
        new(Limits.ExpressionCacheMax, UpdateParser.Parse);

    readonly UpdateClause[] clauses;
    readonly Bindings bindings;
    readonly DocumentPath[] targets;
    readonly PathTree<UpdateClause> tree;

    Update(UpdateClause[] clauses, Bindings bindings)
    {
        this.clauses = clauses;
        this.bindings = bindings;
        targets = Array.ConvertAll(clauses, clause => bindings.Paths[clause.Target]);
        tree = PathTree<UpdateClause>.Of(targets, clauses, ParameterName);
    }

    /// <summary>
    /// False when the update only takes away: then it does not make an item where there is none.
    /// </summary>
    public bool CreatesItem =>
        Array.Exists(clauses, static clause => clause is UpdateClause.Set or UpdateClause.Add);

    /// <exception cref="DynamoException">The expression is not valid, or would change the key.</exception>
    public static Update Parse(string text, Substitutions substitutions, TableDefinition table)
    {
        var update = Parse(text, substitutions, table.Keys);
        update.ThrowIfUnfitForIndexes(table);
        return update;
    }

    /// <exception cref="DynamoException">The expression is not valid, or would change the key.</exception>
    public static Update Parse(string text, Substitutions substitutions, KeySchema keys)
    {
        var syntax = Cache.Get(text, ParameterName);
        var binder = UpdateBinding.Resolved(syntax, substitutions, ParameterName);
        var update = new Update(syntax.Root, binder.Bindings);
        UpdateBinding.CheckOperands(syntax.Root, binder);
        update.ThrowIfOnKeys(keys);
        return update;
    }

    /// <summary>The item after the update; neither the old one nor a value in it is changed.</summary>
    /// <param name="old">The item before; null where there is none.</param>
    /// <param name="keyAttributes">The key, which an item that is new begins with.</param>
    /// <exception cref="DynamoException">The update does not fit the item.</exception>
    public Dictionary<string, AttributeValue> Apply(
        Dictionary<string, AttributeValue>? old, Dictionary<string, AttributeValue> keyAttributes)
    {
        var item = old ?? keyAttributes;
        var values = new AttributeValue?[bindings.Paths.Length];
        foreach (var clause in clauses)
        {
            if (clause is UpdateClause.Set set)
            {
                values[set.Target] = SetValues.Of(set.Value, bindings, item);
                DocumentDepth.ThrowIfTooDeep(values[set.Target]!, bindings.Paths[set.Target].Steps.Length);
            }
        }

        return new ItemChange(bindings, values).OfMap(item, tree.Names!);
    }

    /// <summary>The attributes and parts of attributes that the update names, where the item has them.</summary>
    /// <param name="item">The item before the update, or after it.</param>
    public Dictionary<string, AttributeValue> Updated(Dictionary<string, AttributeValue>? item) =>
        item is null ? [] : Projection.To(targets).Of(item);

    // What the request gives for an index's key has its type; what it takes from the item is seen later.
    void ThrowIfUnfitForIndexes(TableDefinition table)
    {
        foreach (var index in table.IndexesByName())
        {
            foreach (var key in index.Keys().All)
            {
                var at = Array.FindIndex(targets, target => !target.IsNested && target.Root == key.Name);
                if (at >= 0 && TypeGiven(clauses[at]) is { } type && type != $"{key.Type}")
                {
                    throw IndexKeys.Mismatch(index, key, type);
                }
            }
        }

        KeyPaths.ThrowIfInside(table, bindings.Paths);
    }

    string? TypeGiven(UpdateClause clause) => clause switch
    {
        UpdateClause.Set { Value: SetValue.Sum } => "N",
        UpdateClause.Set { Value: SetValue.Single { Operand: Operand.Value value } } =>
            bindings.Values[value.Slot].TypeName,
        UpdateClause.Add add => bindings.Values[add.Value].TypeName,
        _ => null,
    };

    void ThrowIfOnKeys(KeySchema keys)
    {
        foreach (var target in targets)
        {
            if (keys.Has(target.Root))
            {
                throw DynamoException.Validation("One or more parameter values were invalid: Cannot update "
                    + $"attribute {target.Root}. This attribute is part of the key");
            }
        }

        KeyPaths.ThrowIfInside(keys, bindings.Paths);
    }
}
