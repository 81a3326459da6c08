using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>A ProjectionExpression with its names: picks parts of items.</summary>
sealed class Projection
{
    static readonly ExpressionCache<Syntax<int>> Cache = new(Limits.ExpressionCacheMax, ProjectionParser.Parse);

    /// <summary>Stands at the end of every path.</summary>
    static readonly object Chosen = new();

    readonly PathTree<object>? tree;
    readonly DocumentPath[] paths;
    readonly IReadOnlyList<(DocumentPath Path, string Name)> columns = [];

    Projection(DocumentPath[] paths, string parameterName)
    {
        this.paths = paths;
        var leaves = new object[paths.Length];
        Array.Fill(leaves, Chosen);
        tree = PathTree<object>.Of(paths, leaves, parameterName);
    }

    Projection(IReadOnlyList<(DocumentPath Path, string Name)> columns)
    {
        this.columns = columns;
        paths = [.. columns.Select(column => column.Path)];
    }

    /// <exception cref="DynamoException">The expression is not valid.</exception>
    public static Projection Parse(string text, Substitutions substitutions)
    {
        const string parameterName = "ProjectionExpression";
        var syntax = Cache.Get(text, parameterName);
        var paths = Array.ConvertAll(
            syntax.Paths, path => DocumentPath.From(path, substitutions, parameterName));
        return new Projection(paths, parameterName);
    }

    /// <summary>Picks what is at the end of each path, each under a name of its own.</summary>
    public static Projection To(IReadOnlyList<(DocumentPath Path, string Name)> columns) => new(columns);

    /// <summary>Picks these paths; they neither overlap nor conflict.</summary>
    public static Projection To(DocumentPath[] paths) => new(paths, "ProjectionExpression");

    /// <summary>The attributes that the paths begin with.</summary>
    public IEnumerable<string> Attributes => paths.Select(path => path.Root);

    /// <summary>Keys are scalars: no path leads into one, of the table or of an index.</summary>
    public void ThrowIfInsideKeys(TableDefinition table) => KeyPaths.ThrowIfInside(table, paths);

    /// <summary>Keys are scalars: no path leads into one.</summary>
    public void ThrowIfInsideKeys(KeySchema keys) => KeyPaths.ThrowIfInside(keys, paths);

    /// <summary>The chosen parts. Values are shared with the item; of lists and maps that are chosen in part,
    /// only the chosen elements are left, close together.</summary>
    public Dictionary<string, AttributeValue> Of(Dictionary<string, AttributeValue> item) =>
        tree is null ? OfColumns(item) : OfMap(tree.Names!, item);

    Dictionary<string, AttributeValue> OfColumns(Dictionary<string, AttributeValue> item)
    {
        var picked = new Dictionary<string, AttributeValue>(columns.Count);
        foreach (var (path, name) in columns)
        {
            if (path.In(item) is { } value)
            {
                picked[name] = value;
            }
        }

        return picked;
    }

    static Dictionary<string, AttributeValue> OfMap(
        Dictionary<string, PathTree<object>> chosen, Dictionary<string, AttributeValue> map)
    {
        var picked = new Dictionary<string, AttributeValue>(chosen.Count);
        foreach (var (name, node) in chosen)
        {
            if (map.TryGetValue(name, out var value) && Of(node, value) is { } part)
            {
                picked[name] = part;
            }
        }

        return picked;
    }

    static AttributeValue? Of(PathTree<object> node, AttributeValue value)
    {
        switch (value)
        {
            case var whole when node.Leaf is not null:
                return whole;
            case AttributeValue.M map when node.Names is not null:
                var parts = OfMap(node.Names, map.Value);
                return parts.Count > 0 ? new AttributeValue.M(parts) : null;
            case AttributeValue.L list when node.Indexes is not null:
                var elements = OfList(node.Indexes, list.Value);
                return elements.Count > 0 ? new AttributeValue.L(elements) : null;
            default:
                return null;
        }
    }

    static List<AttributeValue> OfList(SortedDictionary<int, PathTree<object>> chosen, List<AttributeValue> list)
    {
        var picked = new List<AttributeValue>(chosen.Count);
        foreach (var (index, node) in chosen)
        {
            if (index < list.Count && Of(node, list[index]) is { } part)
            {
                picked.Add(part);
            }
        }

        return picked;
    }
}
