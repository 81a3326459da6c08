using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>What stands in the place of a value: a literal, or the parameter of that position.</summary>
readonly record struct ValueSource(AttributeValue? Literal, int Parameter);

/// <summary>Gathers a statement's paths and values; an operand says its place among them.</summary>
sealed class StatementSlots
{
    readonly List<DocumentPath> paths = [];
    readonly List<ValueSource> values = [];

    public int Path(Node.Path path)
    {
        paths.Add(StatementPaths.PathOf(path));
        return paths.Count - 1;
    }

    public DocumentPath PathAt(int slot) => paths[slot];

    /// <summary>A literal or a parameter; whatever else the node is has no value of its own.</summary>
    public int Value(Node node)
    {
        values.Add(node is Node.Parameter parameter
            ? new ValueSource(null, parameter.Position)
            : new ValueSource(Literals.ValueOf(node), -1));
        return values.Count - 1;
    }

    public StatementParts Parts => new([.. paths], [.. values]);
}

/// <summary>A statement's paths, and where its values come from. Shared by all requests with that text.</summary>
sealed record StatementParts(DocumentPath[] Paths, ValueSource[] Values)
{
    /// <summary>Puts one request's parameters into their places.</summary>
    /// <exception cref="DynamoException">There are too few; more than are asked for do no harm.</exception>
    public Bindings Bind(IReadOnlyList<AttributeValue> parameters)
    {
        var values = new AttributeValue[Values.Length];
        for (var slot = 0; slot < values.Length; slot++)
        {
            var (literal, position) = Values[slot];
            values[slot] = literal ?? (position < parameters.Count
                ? parameters[position]
                : throw DynamoException.Validation("Number of parameters in request and statement don't match."));
        }

        return new Bindings(Paths, values);
    }
}
