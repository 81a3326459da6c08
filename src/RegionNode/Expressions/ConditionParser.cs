using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// Conditions, by recursive descent: OR binds looser than AND, AND looser than NOT. What stands in parentheses
/// may turn out to be a condition or an operand, so the descent carries both as a <see cref="Term"/>. Depth is
/// bounded by DynamoDB's bound on operators, and for parentheses by ours.
/// </summary>
sealed class ConditionParser
{
    static readonly string[] Keywords = ["AND", "OR", "NOT", "BETWEEN", "IN"];

    readonly TokenReader tokens;
    readonly OperandParser operands;
    (int Open, int Close) lastGroup = (-1, -1);
    int depth;

    ConditionParser(TokenReader tokens)
    {
        this.tokens = tokens;
        operands = new OperandParser(tokens);
    }

    public static Syntax<ConditionSyntax> Parse(string text, string parameterName)
    {
        var tokens = new TokenReader(text, parameterName);
        var parser = new ConditionParser(tokens);
        var root = parser.ConditionFrom(parser.Or());
        if (tokens.Kind != TokenKind.End)
        {
            throw tokens.SyntaxError();
        }

        tokens.Faults.ThrowFirst(
            Fault.RedundantParentheses, Fault.UnknownFunction, Fault.MisusedFunction, Fault.ReservedWord);
        return parser.operands.Finish(root);
    }

    Term Or()
    {
        var first = And();
        if (!tokens.IsWord("OR"))
        {
            return first;
        }

        var parts = new List<ConditionSyntax> { ConditionFrom(first) };
        while (tokens.TryTakeWord("OR"))
        {
            tokens.CountOperator();
            parts.Add(ConditionFrom(And()));
        }

        return new Term(null, new ConditionSyntax.Or([.. parts]));
    }

    Term And()
    {
        var first = Not();
        if (!tokens.IsWord("AND"))
        {
            return first;
        }

        var parts = new List<ConditionSyntax> { ConditionFrom(first) };
        while (tokens.TryTakeWord("AND"))
        {
            tokens.CountOperator();
            parts.Add(ConditionFrom(Not()));
        }

        return new Term(null, new ConditionSyntax.And([.. parts]));
    }

    Term Not()
    {
        if (!tokens.TryTakeWord("NOT"))
        {
            return Comparison();
        }

        tokens.CountOperator();
        return new Term(null, new ConditionSyntax.Not(ConditionFrom(Not())));
    }

    Term Comparison()
    {
        var left = Primary();
        if (left.Operand is not { } operand)
        {
            return left;
        }

        if (ComparatorOf(tokens.Kind) is { } comparator)
        {
            tokens.CountOperator();
            tokens.Take(tokens.Kind);
            return new Term(null, new ConditionSyntax.Compare(comparator, AsValue(operand), AsValue(Operand())));
        }

        if (tokens.TryTakeWord("BETWEEN"))
        {
            tokens.CountOperator();
            var lower = AsValue(Operand());
            tokens.TakeWord("AND");
            return new Term(null, new ConditionSyntax.Between(AsValue(operand), lower, AsValue(Operand())));
        }

        return tokens.TryTakeWord("IN") ? new Term(null, In(operand)) : left;
    }

    ConditionSyntax.In In(Operand value)
    {
        tokens.CountOperator();
        tokens.Take(TokenKind.OpenParenthesis);
        var candidates = new List<Operand>();
        do
        {
            candidates.Add(AsValue(Operand()));
        }
        while (tokens.TryTake(TokenKind.Comma));
        tokens.Take(TokenKind.CloseParenthesis);
        if (candidates.Count > Limits.InOperandsMax)
        {
            throw tokens.Faults.Invalid("The IN operator is provided with too many operands; "
                + $"number of operands: {candidates.Count}");
        }

        return new ConditionSyntax.In(AsValue(value), [.. candidates]);
    }

    Term Primary() => tokens.Kind == TokenKind.OpenParenthesis ? Group(Or) : new Term(BareOperand(), null);

    Operand Operand() =>
        tokens.Kind == TokenKind.OpenParenthesis ? Group(() => new Term(Operand(), null)).Operand! : BareOperand();

    Term Group(Func<Term> inner)
    {
        var open = tokens.Position;
        tokens.Take(TokenKind.OpenParenthesis);
        depth++;
        if (depth > Limits.ExpressionOperatorsMax)
        {
            throw tokens.Faults.Invalid(RedundantParentheses);
        }

        var term = inner();
        var close = tokens.Position;
        tokens.Take(TokenKind.CloseParenthesis);
        depth--;
        if (lastGroup == (open + 1, close - 1))
        {
            tokens.Faults.Note(Fault.RedundantParentheses, RedundantParentheses);
        }

        lastGroup = (open, close);
        return term;
    }

    Operand BareOperand()
    {
        if (Array.Exists(Keywords, tokens.IsWord))
        {
            throw tokens.SyntaxError();
        }

        var operand = operands.Bare(Argument);
        if (operand is Operand.Call call
            && call.Function is Function.Unknown or Function.IfNotExists or Function.ListAppend)
        {
            tokens.Faults.Note(Fault.UnknownFunction, call.Function == Function.Unknown
                ? $"Invalid function name; function: {call.Name}"
                : $"The function is not allowed in a condition expression; function: {call.Name}");
        }

        return operand;
    }

    Operand Argument() => AsValue(Operand());

    /// <summary>Only size() makes a value; the other functions make conditions.</summary>
    Operand AsValue(Operand operand)
    {
        if (operand is Operand.Call { Function: not Function.Size } call)
        {
            NoteMisuse(call);
        }

        return operand;
    }

    ConditionSyntax ConditionFrom(Term term)
    {
        if (term.Condition is { } condition)
        {
            return condition;
        }

        if (term.Operand is not Operand.Call call)
        {
            throw tokens.SyntaxError();
        }

        if (call.Function == Function.Size)
        {
            NoteMisuse(call);
        }

        return new ConditionSyntax.Holds(call);
    }

    void NoteMisuse(Operand.Call call) => tokens.Faults.Note(
        Fault.MisusedFunction,
        $"The function is not allowed to be used this way in an expression; function: {call.Name}");

    static Comparator? ComparatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Equal => Comparator.Equal,
        TokenKind.NotEqual => Comparator.NotEqual,
        TokenKind.Less => Comparator.Less,
        TokenKind.LessOrEqual => Comparator.LessOrEqual,
        TokenKind.Greater => Comparator.Greater,
        TokenKind.GreaterOrEqual => Comparator.GreaterOrEqual,
        _ => null,
    };

    const string RedundantParentheses = "The expression has redundant parentheses;";

    /// <summary>One of the two.</summary>
    readonly record struct Term(Operand? Operand, ConditionSyntax? Condition);
}
