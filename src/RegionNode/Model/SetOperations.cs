namespace GlobalTables.RegionNode.Model;

/// <summary>What DynamoDB does with sets. The sets given have no duplicates; none is changed.</summary>
static class SetOperations
{
    /// <summary>Up to this size a look through the list is cheaper than a hash set.</summary>
    const int ListMax = 16;

    public static bool Same<T>(List<T> a, List<T> b, IEqualityComparer<T> comparer)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        var members = MembersOf(b, comparer);
        foreach (var element in a)
        {
            if (!Contains(b, members, element, comparer))
            {
                return false;
            }
        }

        return true;
    }

    public static bool HasDuplicates<T>(List<T> elements, IEqualityComparer<T> comparer)
    {
        var seen = new HashSet<T>(elements.Count, comparer);
        foreach (var element in elements)
        {
            if (!seen.Add(element))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The set, and behind it what the other one adds.</summary>
    public static List<T> Union<T>(List<T> set, List<T> added, IEqualityComparer<T> comparer)
    {
        var members = MembersOf(set, comparer);
        var union = new List<T>(set.Count + added.Count);
        union.AddRange(set);
        foreach (var element in added)
        {
            if (!Contains(set, members, element, comparer))
            {
                union.Add(element);
            }
        }

        return union;
    }

    /// <summary>The set without what the other one has; perhaps empty.</summary>
    public static List<T> Except<T>(List<T> set, List<T> removed, IEqualityComparer<T> comparer)
    {
        var members = MembersOf(removed, comparer);
        var rest = new List<T>(set.Count);
        foreach (var element in set)
        {
            if (!Contains(removed, members, element, comparer))
            {
                rest.Add(element);
            }
        }

        return rest;
    }

    public static bool Contains<T>(List<T> set, T element, IEqualityComparer<T> comparer) =>
        Contains(set, null, element, comparer);

    static HashSet<T>? MembersOf<T>(List<T> set, IEqualityComparer<T> comparer) =>
        set.Count <= ListMax ? null : new HashSet<T>(set, comparer);

    static bool Contains<T>(List<T> set, HashSet<T>? members, T element, IEqualityComparer<T> comparer)
    {
        if (members is not null)
        {
            return members.Contains(element);
        }

        foreach (var member in set)
        {
            if (comparer.Equals(member, element))
            {
                return true;
            }
        }

        return false;
    }
}
