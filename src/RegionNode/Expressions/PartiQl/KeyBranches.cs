using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>One way in which a WHERE clause can hold that looks under one partition key.</summary>
/// <param name="Partition">The partition key.</param>
/// <param name="Sort">What is asked of the sort key; all of it has to hold.</param>
/// <param name="Filters">What else is asked.</param>
sealed record KeyBranch(
    AttributeValue Partition, IReadOnlyList<SortKeyCondition> Sort, IReadOnlyList<ConditionSyntax> Filters)
{
    /// <summary>True when the sort key is asked not to be something, which no range says.</summary>
    public required bool ExcludesSortKeys { get; init; }
}

/// <summary>
/// Takes a WHERE clause apart into branches that are joined by OR, so that a SELECT reads a few partitions instead
/// of a table: only what names a key is multiplied out; the rest stays whole, as filters.
/// </summary>
sealed class KeyBranches
{
    readonly KeySchema keys;
    readonly Bindings bindings;
    bool isTooMany;

    KeyBranches(KeySchema keys, Bindings bindings)
    {
        this.keys = keys;
        this.bindings = bindings;
    }

    /// <summary>The branches; null where one of them has no partition key, and the table is scanned.</summary>
    /// <exception cref="DynamoException">A key has a value of another type, or there are too many branches.</exception>
    public static IReadOnlyList<KeyBranch>? Of(ConditionSyntax where, Bindings bindings, KeySchema keys)
    {
        var reader = new KeyBranches(keys, bindings);
        var spread = reader.SpreadOf(where);
        if (reader.IsPinned(where) && (reader.isTooMany || spread.Count > Limits.StatementReadsMax))
        {
            throw DynamoException.Validation("Too many decomposed read operations for a given query.");
        }

        if (reader.isTooMany)
        {
            return null;
        }

        var branches = new List<KeyBranch>(spread.Count);
        foreach (var terms in spread)
        {
            if (reader.BranchOf(terms) is not { } branch)
            {
                return null;
            }

            branches.Add(branch);
        }

        return branches;
    }

    KeyBranch? BranchOf(List<Term> terms)
    {
        AttributeValue? partition = null;
        var sort = new List<SortKeyCondition>();
        var filters = new List<ConditionSyntax>();
        var excludes = false;
        foreach (var term in terms)
        {
            switch (term)
            {
                case { Partition: { } value }:
                    if (partition is not null && !partition.Equals(value))
                    {
                        return null;
                    }

                    partition = value;
                    break;
                case { Sort: { } condition }:
                    sort.Add(condition);
                    break;
                default:
                    filters.Add(term.Filter!);
                    excludes |= Excludes(term.Filter!);
                    break;
            }
        }

        return partition is null ? null : new KeyBranch(partition, sort, filters) { ExcludesSortKeys = excludes };
    }

    List<List<Term>> SpreadOf(ConditionSyntax condition)
    {
        switch (condition)
        {
            case ConditionSyntax.And and:
                var product = new List<List<Term>> { new List<Term>() };
                foreach (var part in and.Parts)
                {
                    product = Product(product, SpreadOf(part));
                }

                return product;
            case ConditionSyntax.Or either when NamesKey(either):
                var sum = new List<List<Term>>();
                foreach (var part in either.Parts)
                {
                    sum.AddRange(SpreadOf(part));
                    isTooMany |= sum.Count > Limits.StatementBranchesMax;
                }

                return sum;
            default:
                return KeyTermsOf(condition) ?? [[new Term(null, null, condition)]];
        }
    }

    List<List<Term>> Product(List<List<Term>> left, List<List<Term>> right)
    {
        if ((long)left.Count * right.Count > Limits.StatementBranchesMax)
        {
            isTooMany = true;
            return left;
        }

        var product = new List<List<Term>>(left.Count * right.Count);
        foreach (var one in left)
        {
            foreach (var other in right)
            {
                product.Add([.. one, .. other]);
            }
        }

        return product;
    }

    /// <summary>The branches of one condition on a key; null where it is no such condition.</summary>
    List<List<Term>>? KeyTermsOf(ConditionSyntax condition)
    {
        if (condition is ConditionSyntax.In within
            && KeyOf(within.Value) is { } key
            && Array.TrueForAll(within.Candidates, static candidate => candidate is Operand.Value))
        {
            return [.. within.Candidates.Select(candidate => new List<Term>
            {
                TermOf(key, new SortKeyCondition.Compare(Comparator.Equal, ValueOf(candidate, key))),
            })];
        }

        var (attribute, asked) = SortConditionOf(condition);
        return asked is null ? null : [[TermOf(attribute!, asked)]];
    }

    Term TermOf(KeyAttribute key, SortKeyCondition asked) => key == keys.Partition
        ? new Term(((SortKeyCondition.Compare)asked).Value, null, null)
        : new Term(null, asked, null);

    (KeyAttribute? Key, SortKeyCondition? Asked) SortConditionOf(ConditionSyntax condition)
    {
        switch (condition)
        {
            case ConditionSyntax.Compare { Comparator: not Comparator.NotEqual } compare
                when compare.Right is Operand.Value && KeyFor(compare) is { } key:
                return (key, new SortKeyCondition.Compare(compare.Comparator, ValueOf(compare.Right, key)));
            case ConditionSyntax.Compare { Comparator: not Comparator.NotEqual } mirrored
                when mirrored.Left is Operand.Value && KeyFor(mirrored) is { } key:
                return (key, new SortKeyCondition.Compare(
                    KeyConditionReader.Mirrored(mirrored.Comparator), ValueOf(mirrored.Left, key)));
            case ConditionSyntax.Between { Lower: Operand.Value, Upper: Operand.Value } between
                when KeyOf(between.Value) is { } key && key == keys.Sort:
                return (key, new SortKeyCondition.Between(ValueOf(between.Lower, key), ValueOf(between.Upper, key)));
            case ConditionSyntax.Holds
            {
                Call: { Function: Function.BeginsWith, Arguments: [var path, Operand.Value prefix] },
            }
                when KeyOf(path) is { } key && key == keys.Sort:
                return (key, new SortKeyCondition.BeginsWith(ValueOf(prefix, key, isPrefix: true)));
            default:
                return default;
        }
    }

    /// <summary>The key that is compared, if the partition key then for equality.</summary>
    KeyAttribute? KeyFor(ConditionSyntax.Compare compare)
    {
        var key = KeyOf(compare.Left is Operand.Value ? compare.Right : compare.Left);
        return key == keys.Partition && compare.Comparator != Comparator.Equal ? null : key;
    }

    KeyAttribute? KeyOf(Operand operand)
    {
        if (operand is not Operand.Path path || bindings.Paths[path.Slot] is not { IsNested: false } named)
        {
            return null;
        }

        return named.Root == keys.Partition.Name ? keys.Partition : named.Root == keys.Sort?.Name ? keys.Sort : null;
    }

    AttributeValue ValueOf(Operand operand, KeyAttribute key, bool isPrefix = false)
    {
        var value = bindings.Values[((Operand.Value)operand).Slot];
        if (!Comparison.IsOrdered(value.TypeName))
        {
            throw DynamoException.Validation(
                $"Key value must be of type S, N, or B. Key name: {key.Name}, Key type: {value.TypeName}");
        }

        if (!key.Fits(value))
        {
            throw DynamoException.Validation(
                $"Key attribute's data type should match its data type in table's schema: Key {key.Name}");
        }

        if (!isPrefix)
        {
            key.ThrowIfEmpty(value, "One or more parameter values are not valid.");
        }

        return value;
    }

    /// <summary>True when the clause cannot hold without one of a few partition keys.</summary>
    bool IsPinned(ConditionSyntax condition) => condition switch
    {
        ConditionSyntax.And and => Array.Exists(and.Parts, IsPinned),
        ConditionSyntax.Or or => Array.TrueForAll(or.Parts, IsPinned),
        ConditionSyntax.Compare { Comparator: Comparator.Equal } compare =>
            KeyFor(compare) == keys.Partition && (compare.Left is Operand.Value || compare.Right is Operand.Value),
        ConditionSyntax.In within => KeyOf(within.Value) == keys.Partition,
        _ => false,
    };

    bool NamesKey(ConditionSyntax condition) => condition switch
    {
        ConditionSyntax.And and => Array.Exists(and.Parts, NamesKey),
        ConditionSyntax.Or or => Array.Exists(or.Parts, NamesKey),
        ConditionSyntax.Not => false,
        _ => KeyTermsOf(condition) is not null,
    };

    /// <summary>True for NOT of something about the sort key, and for its being unequal to something.</summary>
    bool Excludes(ConditionSyntax filter) => keys.Sort is not null && filter switch
    {
        ConditionSyntax.Not { Inner: var inner } => KeyTermsOf(inner) is not null || Excludes(inner),
        ConditionSyntax.Compare { Comparator: Comparator.NotEqual } unequal =>
            KeyOf(unequal.Left) == keys.Sort || KeyOf(unequal.Right) == keys.Sort,
        _ => false,
    };

    /// <summary>One of the three.</summary>
    readonly record struct Term(AttributeValue? Partition, SortKeyCondition? Sort, ConditionSyntax? Filter);
}
