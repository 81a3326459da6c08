using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>
/// A statement as it is carried out, but for its parameters: made from its text alone, immutable, and shared by all
/// requests with that text. Its conditions and updates are the trees that expressions have.
/// </summary>
/// <param name="TableName">The table's name as it was given.</param>
/// <param name="Parts">Its paths and values.</param>
abstract record PartiQlStatement(string TableName, StatementParts Parts)
{
    const string ParameterName = "Statement";

    static readonly ExpressionCache<PartiQlStatement> Cache = new(
        Limits.ExpressionCacheMax, static (text, _) => StatementTranslation.StatementOf(StatementParser.Parse(text)));

    /// <exception cref="DynamoException">The statement is not well formed, or asks for what cannot be done.</exception>
    public static PartiQlStatement Parse(string text) => Cache.Get(text, ParameterName);

    /// <summary>Puts one request's parameters into their places, and checks what they are used for.</summary>
    /// <exception cref="DynamoException">There are too few, or an operand has a type that does not do.</exception>
    public Bindings Bind(IReadOnlyList<AttributeValue> parameters)
    {
        var bindings = Parts.Bind(parameters);
        Check(bindings);
        return bindings;
    }

    protected virtual void Check(Bindings bindings)
    {
    }

    static void CheckWhere(ConditionSyntax? where, Bindings bindings)
    {
        if (where is not null)
        {
            ConditionBinding.Check(where, bindings);
        }
    }

    internal sealed record Select(string TableName, StatementParts Parts) : PartiQlStatement(TableName, Parts)
    {
        public string? IndexName { get; init; }

        /// <summary>Null for whole items.</summary>
        public Projection? Projection { get; init; }

        public ConditionSyntax? Where { get; init; }

        public IReadOnlyList<OrderTerm> OrderBy { get; init; } = [];

        protected override void Check(Bindings bindings) => CheckWhere(Where, bindings);
    }

    /// <param name="Members">The attributes and the places of their values; none where a parameter is the item.</param>
    /// <param name="Whole">The place of the parameter that is the whole item.</param>
    internal sealed record Insert(
        string TableName, StatementParts Parts, IReadOnlyList<(string Name, int Value)> Members, int? Whole)
        : PartiQlStatement(TableName, Parts)
    {
        public Dictionary<string, AttributeValue> ItemOf(Bindings bindings)
        {
            if (Whole is { } whole)
            {
                return bindings.Values[whole] is AttributeValue.M map
                    ? map.Value
                    : throw DynamoException.Validation("Unsupported value in INSERT");
            }

            return Members.ToDictionary(member => member.Name, member => bindings.Values[member.Value]);
        }
    }

    internal sealed record Update(string TableName, StatementParts Parts, UpdateClause[] Clauses)
        : PartiQlStatement(TableName, Parts)
    {
        public required SetArgument[] SetArguments { get; init; }

        public ConditionSyntax? Where { get; init; }

        public ReturningNode? Returning { get; init; }

        protected override void Check(Bindings bindings)
        {
            foreach (var argument in SetArguments)
            {
                argument.ThrowIfNoSet(bindings);
            }

            _ = Expressions.Update.Of(Clauses, bindings);
            CheckWhere(Where, bindings);
        }
    }

    internal sealed record Delete(string TableName, StatementParts Parts) : PartiQlStatement(TableName, Parts)
    {
        public ConditionSyntax? Where { get; init; }

        public ReturningNode? Returning { get; init; }

        protected override void Check(Bindings bindings) => CheckWhere(Where, bindings);
    }

    /// <summary>A condition that a transaction needs to hold.</summary>
    internal sealed record Exists(Select Query) : PartiQlStatement(Query.TableName, Query.Parts)
    {
        protected override void Check(Bindings bindings) => CheckWhere(Query.Where, bindings);
    }
}

/// <summary>By which key attribute the items come, and which way.</summary>
readonly record struct OrderTerm(string Attribute, bool IsDescending);
