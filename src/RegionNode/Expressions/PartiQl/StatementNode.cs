namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>A statement as it was written.</summary>
abstract record StatementNode
{
    /// <param name="Projection">Null for <c>*</c> alone.</param>
    internal sealed record Select(
        IReadOnlyList<Node>? Projection,
        FromNode From,
        Node? Where,
        IReadOnlyList<OrderNode> OrderBy,
        IReadOnlyList<Clause> Others) : StatementNode;

    /// <param name="IsSingle">VALUE was said: one item, not a collection of items.</param>
    internal sealed record Insert(Node.Path? Into, Node Value, bool IsSingle, bool HasReturning) : StatementNode;

    internal sealed record Update(
        FromNode Table, IReadOnlyList<ChangeNode> Changes, Node? Where, ReturningNode? Returning) : StatementNode;

    internal sealed record Delete(FromNode From, Node? Where, ReturningNode? Returning) : StatementNode;

    internal sealed record Exists(Select Query) : StatementNode;

    /// <summary>A term alone: well formed, and nothing that can be done.</summary>
    internal sealed record Bare(Node Term) : StatementNode;
}

/// <param name="Source">What is selected from, or changed.</param>
/// <param name="IsAliased">The source, or a projected term, was given another name.</param>
/// <param name="IsOnly">Nothing is joined to it.</param>
readonly record struct FromNode(Node Source, bool IsAliased, bool IsOnly);

readonly record struct OrderNode(Node Key, bool IsDescending);

/// <summary>A clause of SQL that DynamoDB does not have.</summary>
readonly record struct Clause(string Name, Place At);

/// <param name="Value">Null where the path is removed.</param>
readonly record struct ChangeNode(Node.Path Target, Node? Value);

/// <summary><c>RETURNING ALL OLD *</c> and its like.</summary>
readonly record struct ReturningNode(bool IsAll, bool IsOld)
{
    public override string ToString() => $"{(IsAll ? "ALL" : "MODIFIED")} {(IsOld ? "OLD" : "NEW")} *";
}
