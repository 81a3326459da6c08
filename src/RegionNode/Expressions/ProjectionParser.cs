namespace GlobalTables.RegionNode.Expressions;

/// <summary>Projections: paths with commas between them.</summary>
static class ProjectionParser
{
    /// <summary>The root is nothing: the paths say all.</summary>
    public static Syntax<int> Parse(string text, string parameterName)
    {
        var tokens = new TokenReader(text, parameterName);
        var operands = new OperandParser(tokens);
        var count = 0;
        do
        {
            operands.Path();
            count++;
        }
        while (tokens.TryTake(TokenKind.Comma));
        if (tokens.Kind != TokenKind.End)
        {
            throw tokens.SyntaxError();
        }

        tokens.Faults.ThrowFirst(Fault.ReservedWord);
        return operands.Finish(count);
    }
}
