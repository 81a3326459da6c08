namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>A term of a statement as it was written, before anybody asks whether it means something here.</summary>
/// <param name="At">Where it begins, and how long its first lexeme is.</param>
abstract record Node(Place At)
{
    /// <summary>What the service calls such a term in its messages.</summary>
    public virtual string Name => "NAry";

    internal sealed record Text(string Value, Place At) : Node(At)
    {
        public override string Name => "Literal";
    }

    /// <param name="Digits">As written, its sign with it.</param>
    internal sealed record Number(string Digits, Place At) : Node(At)
    {
        public override string Name => "Literal";
    }

    internal sealed record Truth(bool Value, Place At) : Node(At)
    {
        public override string Name => "Literal";
    }

    internal sealed record Null(Place At) : Node(At)
    {
        public override string Name => "Literal";
    }

    internal sealed record Missing(Place At) : Node(At)
    {
        public override string Name => "LiteralMissing";
    }

    /// <param name="Position">How many parameters stand before it.</param>
    internal sealed record Parameter(int Position, Place At) : Node(At)
    {
        public override string Name => "Parameter";
    }

    internal sealed record Path(PathPart[] Parts, Place At) : Node(At)
    {
        public override string Name => Parts.Length == 1 ? "VariableReference" : "Path";
    }

    internal sealed record List(Node[] Elements, Place At) : Node(At)
    {
        public override string Name => "Seq";
    }

    internal sealed record Bag(Node[] Elements, Place At) : Node(At)
    {
        public override string Name => "Seq";
    }

    internal sealed record Tuple((Node Name, Node Value)[] Members, Place At) : Node(At)
    {
        public override string Name => "Struct";
    }

    /// <param name="Function">In lower case.</param>
    internal sealed record Call(string Function, Node[] Arguments, Place At) : Node(At);

    /// <summary>An operator with its operands; AND and OR have any number of them.</summary>
    internal sealed record Operation(string Operator, Node[] Operands, Place At) : Node(At);

    /// <param name="Type">In lower case.</param>
    internal sealed record Is(Node Value, string Type, Place At) : Node(At)
    {
        public override string Name => "IsType";
    }
}

/// <summary>One step of a path: a name, or what is between brackets.</summary>
readonly record struct PathPart(string? Name, Node? Index);
