using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// Paths as a tree, each with something at its end. No path of a tree is part of another, and no node of it is
/// both a list and a map: DynamoDB refuses such expressions.
/// </summary>
sealed class PathTree<TLeaf>
    where TLeaf : class
{
    /// <summary>What is at the end of a path; then there are no children.</summary>
    public TLeaf? Leaf { get; private set; }

    public Dictionary<string, PathTree<TLeaf>>? Names { get; private set; }

    /// <summary>In the order of the index.</summary>
    public SortedDictionary<int, PathTree<TLeaf>>? Indexes { get; private set; }

    /// <summary>The tree of these paths, each with the leaf of the same place.</summary>
    /// <exception cref="DynamoException">Two paths overlap or conflict.</exception>
    public static PathTree<TLeaf> Of(DocumentPath[] paths, TLeaf[] leaves, string parameterName)
    {
        var root = new PathTree<TLeaf>();
        for (var at = 0; at < leaves.Length; at++)
        {
            if (!root.TryAdd(paths[at].Steps, leaves[at]))
            {
                throw Clash(paths.AsSpan(0, at), paths[at], parameterName);
            }
        }

        return root;
    }

    bool TryAdd(ReadOnlySpan<PathStep> steps, TLeaf leaf)
    {
        if (Leaf is not null)
        {
            return false;
        }

        if (steps.Length == 0)
        {
            Leaf = leaf;
            return Names is null && Indexes is null;
        }

        return Child(steps[0])?.TryAdd(steps[1..], leaf) ?? false;
    }

    PathTree<TLeaf>? Child(PathStep step)
    {
        if (step.Name is not null)
        {
            Names ??= Indexes is null ? [] : null;
            if (Names?.TryGetValue(step.Name, out var child) is false)
            {
                Names[step.Name] = new PathTree<TLeaf>();
            }

            return Names?[step.Name];
        }

        Indexes ??= Names is null ? [] : null;
        if (Indexes?.ContainsKey(step.Index) is false)
        {
            Indexes[step.Index] = new PathTree<TLeaf>();
        }

        return Indexes?[step.Index];
    }

    /// <summary>Finds the earlier path that the new one clashes with, and says how.</summary>
    static DynamoException Clash(ReadOnlySpan<DocumentPath> earlier, DocumentPath path, string parameterName)
    {
        foreach (var other in earlier)
        {
            var common = path.Steps.CommonPrefixLength(other.Steps);
            var isOverlap = common == path.Steps.Length || common == other.Steps.Length;
            if (isOverlap || (path.Steps[common].Name is null) != (other.Steps[common].Name is null))
            {
                return Faults.Invalid(parameterName,
                    $"Two document paths {(isOverlap ? "overlap" : "conflict")} with each other; must remove or "
                    + $"rewrite one of these paths; path one: {other}, path two: {path}");
            }
        }

        throw new InvalidOperationException($"No path clashes with {path}");
    }
}
