namespace GlobalTables.RegionNode.Expressions;

/// <summary>Updates: sections of clauses, each section at most once.</summary>
sealed class UpdateParser
{
    readonly TokenReader tokens;
    readonly OperandParser operands;
    readonly List<UpdateClause> clauses = [];
    int depth;

    UpdateParser(TokenReader tokens)
    {
        this.tokens = tokens;
        operands = new OperandParser(tokens);
    }

    public static Syntax<UpdateClause[]> Parse(string text, string parameterName)
    {
        var tokens = new TokenReader(text, parameterName);
        var parser = new UpdateParser(tokens);
        parser.Sections();
        tokens.Faults.ThrowFirst(Fault.ReservedWord, Fault.UnknownFunction, Fault.RepeatedSection);
        return parser.operands.Finish(parser.clauses.ToArray());
    }

    void Sections()
    {
        var seen = new HashSet<string>();
        do
        {
            var section = Section();
            if (!seen.Add(section))
            {
                tokens.Faults.Note(
                    Fault.RepeatedSection,
                    $"The \"{section}\" section can only be used once in an update expression;");
            }

            do
            {
                clauses.Add(Clause(section));
            }
            while (tokens.TryTake(TokenKind.Comma));
        }
        while (tokens.Kind != TokenKind.End);
    }

    string Section()
    {
        foreach (var section in Keywords)
        {
            if (tokens.TryTakeWord(section))
            {
                return section;
            }
        }

        throw tokens.SyntaxError();
    }

    UpdateClause Clause(string section)
    {
        var target = Path();
        switch (section)
        {
            case "SET":
                tokens.Take(TokenKind.Equal);
                return new UpdateClause.Set(target, Value());
            case "REMOVE":
                return new UpdateClause.Remove(target);
            case "ADD":
                return new UpdateClause.Add(target, operands.Value());
            default:
                return new UpdateClause.Delete(target, operands.Value());
        }
    }

    /// <summary>One operand, or the sum or difference of two; parentheses may stand around either.</summary>
    SetValue Value()
    {
        if (tokens.Kind != TokenKind.OpenParenthesis)
        {
            return SumFrom(Operand());
        }

        tokens.Take(TokenKind.OpenParenthesis);
        Descend();
        var inner = Value();
        tokens.Take(TokenKind.CloseParenthesis);
        depth--;
        return inner is SetValue.Single single ? SumFrom(single.Operand) : inner;
    }

    SetValue SumFrom(Operand left)
    {
        var isDifference = tokens.Kind == TokenKind.Minus;
        if (!tokens.TryTake(TokenKind.Plus) && !tokens.TryTake(TokenKind.Minus))
        {
            return new SetValue.Single(left);
        }

        tokens.CountOperator();
        return new SetValue.Sum(left, Operand(), isDifference);
    }

    Operand Operand()
    {
        if (tokens.TryTake(TokenKind.OpenParenthesis))
        {
            Descend();
            var inner = Operand();
            tokens.Take(TokenKind.CloseParenthesis);
            depth--;
            return inner;
        }

        ThrowIfKeyword();
        var operand = operands.Bare(Operand);
        if (operand is Operand.Call { Function: not (Function.IfNotExists or Function.ListAppend) } call)
        {
            tokens.Faults.Note(Fault.UnknownFunction, call.Function == Function.Unknown
                ? $"Invalid function name; function: {call.Name}"
                : $"The function is not allowed in an update expression; function: {call.Name}");
        }

        return operand;
    }

    int Path()
    {
        ThrowIfKeyword();
        return operands.Path();
    }

    void ThrowIfKeyword()
    {
        if (Array.Exists(Keywords, tokens.IsWord))
        {
            throw tokens.SyntaxError();
        }
    }

    void Descend()
    {
        depth++;
        if (depth > Model.Limits.ExpressionOperatorsMax)
        {
            throw tokens.SyntaxError();
        }
    }

    static readonly string[] Keywords = ["SET", "REMOVE", "ADD", "DELETE"];
}
