using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// An UpdateExpression with its names and values, or what AttributeUpdates or a statement says: old item in, new item
/// out. Everything it reads it reads in the old item; what it does not touch is shared between the two.
/// </summary>
sealed class Update
{
    const string ParameterName = "UpdateExpression";

    static readonly ExpressionCache<Syntax<UpdateClause[]>> Cache =
        new(Limits.ExpressionCacheMax, UpdateParser.Parse);

    readonly UpdateClause[] clauses;
    readonly Bindings bindings;
    readonly bool isOfStatement;
    readonly DocumentPath[] targets;
    readonly PathTree<UpdateClause> tree;
    readonly string mismatch;

    Update(
        UpdateClause[] clauses, Bindings bindings, bool isOfStatement = false, string mismatch = ItemChange.Mismatch)
    {
        this.isOfStatement = isOfStatement;
        this.mismatch = mismatch;
        this.clauses = clauses;
        this.bindings = bindings;
        targets = Array.ConvertAll(clauses, clause => bindings.Paths[clause.Target]);
        tree = PathTree<UpdateClause>.Of(targets, clauses, isOfStatement ? "" : ParameterName);
    }

    /// <summary>
    /// False when the update only takes away: then it does not make an item where there is none.
    /// </summary>
    public bool CreatesItem =>
        Array.Exists(clauses, static clause => clause is UpdateClause.Set or UpdateClause.Add);

    /// <summary>An update that no expression was the source of.</summary>
    /// <param name="clauses">What it does.</param>
    /// <param name="bindings">Its paths and values.</param>
    /// <param name="table">What it has to fit.</param>
    /// <param name="mismatch">What a client is told where a value is added to one of another type.</param>
    public static Update Of(UpdateClause[] clauses, Bindings bindings, TableDefinition table, string mismatch)
    {
        var update = new Update(clauses, bindings, mismatch: mismatch);
        update.ThrowIfUnfit(table);
        return update;
    }

    /// <param name="text">The expression.</param>
    /// <param name="substitutions">The request's names and values.</param>
    /// <param name="table">What it has to fit.</param>
    /// <exception cref="DynamoException">The expression is not valid, or would change the key.</exception>
    public static Update Parse(string text, Substitutions substitutions, TableDefinition table)
    {
        var update = Parse(text, substitutions, keys: null);
        update.ThrowIfUnfit(table);
        return update;
    }

    /// <param name="text">The expression.</param>
    /// <param name="substitutions">The request's names and values.</param>
    /// <param name="keys">Of the table; null where it is looked for later.</param>
    /// <exception cref="DynamoException">The expression is not valid, or would change the key.</exception>
    public static Update Parse(string text, Substitutions substitutions, KeySchema? keys)
    {
        var syntax = Cache.Get(text, ParameterName);
        var binder = UpdateBinding.Resolved(syntax, substitutions, ParameterName);
        var update = new Update(syntax.Root, binder.Bindings);
        UpdateBinding.CheckOperands(syntax.Root, binder);
        if (keys is not null)
        {
            update.ThrowIfOnKeys(keys);
        }

        return update;
    }

    /// <summary>An update that was read elsewhere, its names and values in their places.</summary>
    /// <exception cref="DynamoException">An operand is not valid.</exception>
    public static Update Of(UpdateClause[] clauses, Bindings bindings)
    {
        var update = new Update(clauses, bindings, isOfStatement: true);
        UpdateBinding.CheckOperands(clauses, new Binder(bindings));
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
                if (DocumentDepth.IsTooDeep(values[set.Target]!, bindings.Paths[set.Target].Steps.Length))
                {
                    throw isOfStatement ? DocumentDepth.TooDeepByStatement() : DocumentDepth.TooDeep();
                }
            }
        }

        return new ItemChange(bindings, values, mismatch).OfMap(item, tree.Names!);
    }

    /// <summary>The attributes and parts of attributes that the update names, where the item has them.</summary>
    /// <param name="item">The item before the update, or after it.</param>
    public Dictionary<string, AttributeValue> Updated(Dictionary<string, AttributeValue>? item) =>
        item is null ? [] : Projection.To(targets).Of(item);

    /// <summary>
    /// No update changes a key of the table, or leads into one; and what the request gives for a key of an index has
    /// its type. What is taken from the item is seen later.
    /// </summary>
    public void ThrowIfUnfit(TableDefinition table)
    {
        ThrowIfOnKeys(table.Keys);
        foreach (var (index, key, clause) in OnIndexKeys(table))
        {
            if (TypeGiven(clause) is { } type && type != $"{key.Type}")
            {
                throw IndexKeys.Mismatch(index, key, type);
            }
        }

        KeyPaths.ThrowIfInside(table, bindings.Paths);
    }

    /// <summary>A transaction looks before it begins for what is given as a key of an index and is empty.</summary>
    public void ThrowIfEmptyOnIndexKeys(TableDefinition table)
    {
        foreach (var (_, key, clause) in OnIndexKeys(table))
        {
            if (ValueGiven(clause) is { } value && key.Fits(value) && KeyAttribute.IsEmpty(value))
            {
                throw IndexKeys.UpdatedToEmpty(value);
            }
        }
    }

    IEnumerable<(IndexDefinition Index, KeyAttribute Key, UpdateClause Clause)> OnIndexKeys(TableDefinition table)
    {
        foreach (var index in table.IndexesByName())
        {
            foreach (var key in index.Keys().All)
            {
                var at = Array.FindIndex(targets, target => !target.IsNested && target.Root == key.Name);
                if (at >= 0)
                {
                    yield return (index, key, clauses[at]);
                }
            }
        }
    }

    string? TypeGiven(UpdateClause clause) =>
        clause is UpdateClause.Set { Value: SetValue.Sum } ? "N" : ValueGiven(clause)?.TypeName;

    AttributeValue? ValueGiven(UpdateClause clause) => clause switch
    {
        UpdateClause.Set { Value: SetValue.Single { Operand: Operand.Value value } } => bindings.Values[value.Slot],
        UpdateClause.Add add => bindings.Values[add.Value],
        _ => null,
    };

    /// <summary>No update changes a key, or leads into one.</summary>
    public void ThrowIfOnKeys(KeySchema keys)
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
