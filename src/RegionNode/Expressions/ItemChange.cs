using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// Carries an update's clauses out, from the root of the item down, copying the maps and lists on the way. All
/// indexes are those of the old lists: elements are taken out last, and what is set beyond the end comes behind it.
/// </summary>
/// <param name="bindings">The update's values.</param>
/// <param name="values">What SET assigns, in the place of its target.</param>
/// <param name="mismatch">What a client is told where types do not go together.</param>
sealed class ItemChange(Bindings bindings, AttributeValue?[] values, string mismatch)
{
    public const string Mismatch = "An operand in the update expression has an incorrect data type";

    public static DynamoException WrongType() => DynamoException.Validation(Mismatch);

    public Dictionary<string, AttributeValue> OfMap(
        Dictionary<string, AttributeValue> old, Dictionary<string, PathTree<UpdateClause>> changes)
    {
        var map = new Dictionary<string, AttributeValue>(old);
        foreach (var (name, change) in changes)
        {
            old.TryGetValue(name, out var existing);
            if (Of(existing, change) is { } changed)
            {
                map[name] = changed;
            }
            else
            {
                map.Remove(name);
            }
        }

        return map;
    }

    List<AttributeValue> OfList(List<AttributeValue> old, SortedDictionary<int, PathTree<UpdateClause>> changes)
    {
        var list = new List<AttributeValue>(old);
        var removed = new List<int>();
        foreach (var (index, change) in changes)
        {
            var isInside = index < old.Count;
            var changed = Of(isInside ? old[index] : null, change);
            if (changed is null)
            {
                removed.Add(index);
            }
            else if (isInside)
            {
                list[index] = changed;
            }
            else
            {
                list.Add(changed);
            }
        }

        for (var at = removed.Count - 1; at >= 0; at--)
        {
            if (removed[at] < old.Count)
            {
                list.RemoveAt(removed[at]);
            }
        }

        return list;
    }

    /// <summary>The value after the change; null when it is gone.</summary>
    AttributeValue? Of(AttributeValue? existing, PathTree<UpdateClause> change) => (existing, change) switch
    {
        (_, { Leaf: { } clause }) => Of(existing, clause),
        (AttributeValue.M map, { Names: { } names }) => new AttributeValue.M(OfMap(map.Value, names)),
        (AttributeValue.L list, { Indexes: { } indexes }) => new AttributeValue.L(OfList(list.Value, indexes)),
        _ => throw DynamoException.Validation(
            "The document path provided in the update expression is invalid for update"),
    };

    AttributeValue? Of(AttributeValue? existing, UpdateClause clause) => clause switch
    {
        UpdateClause.Set set => values[set.Target],
        UpdateClause.Remove => null,
        UpdateClause.Add add => Sum(existing, bindings.Values[add.Value]),
        UpdateClause.Delete delete => Difference(existing, bindings.Values[delete.Value]),
        _ => throw new InvalidOperationException($"Not a clause: {clause}"),
    };

    AttributeValue Sum(AttributeValue? existing, AttributeValue added) => (existing, added) switch
    {
        (null, _) => added,
        (AttributeValue.N a, AttributeValue.N b) => new AttributeValue.N(a.Value + b.Value),
        (AttributeValue.StringSet a, AttributeValue.StringSet b) => new AttributeValue.StringSet(
            SetOperations.Union(a.Value, b.Value, StringComparer.Ordinal)),
        (AttributeValue.NumberSet a, AttributeValue.NumberSet b) => new AttributeValue.NumberSet(
            SetOperations.Union(a.Value, b.Value, EqualityComparer<AttributeNumber>.Default)),
        (AttributeValue.BinarySet a, AttributeValue.BinarySet b) => new AttributeValue.BinarySet(
            SetOperations.Union(a.Value, b.Value, SameBytes.Instance)),

        // From AttributeUpdates alone: the ADD of an expression takes no list.
        (AttributeValue.L a, AttributeValue.L b) => new AttributeValue.L([.. a.Value, .. b.Value]),
        _ => throw DynamoException.Validation(mismatch),
    };

    /// <summary>A set that loses its last element goes away itself.</summary>
    AttributeValue? Difference(AttributeValue? existing, AttributeValue removed)
    {
        switch (existing, removed)
        {
            case (null, _):
                return null;
            case (AttributeValue.StringSet a, AttributeValue.StringSet b):
                var strings = SetOperations.Except(a.Value, b.Value, StringComparer.Ordinal);
                return strings.Count == 0 ? null : new AttributeValue.StringSet(strings);
            case (AttributeValue.NumberSet a, AttributeValue.NumberSet b):
                var numbers = SetOperations.Except(a.Value, b.Value, EqualityComparer<AttributeNumber>.Default);
                return numbers.Count == 0 ? null : new AttributeValue.NumberSet(numbers);
            case (AttributeValue.BinarySet a, AttributeValue.BinarySet b):
                var binaries = SetOperations.Except(a.Value, b.Value, SameBytes.Instance);
                return binaries.Count == 0 ? null : new AttributeValue.BinarySet(binaries);
            default:
                throw DynamoException.Validation(mismatch);
        }
    }
}
