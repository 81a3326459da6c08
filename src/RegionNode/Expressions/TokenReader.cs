using System.Globalization;
using System.Text;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>Walks an expression's tokens, counts its operators and speaks of its syntax errors.</summary>
sealed class TokenReader
{
    readonly string text;
    readonly List<Token> tokens;
    int operators;

    /// <exception cref="DynamoException">The expression is empty or too long.</exception>
    public TokenReader(string text, string parameterName)
    {
        this.text = text;
        ParameterName = parameterName;
        Faults = new Faults(parameterName);
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > Limits.ExpressionBytesMax)
        {
            throw Faults.Invalid("Expression size has exceeded the maximum allowed size; expression size: "
                + bytes.ToString(CultureInfo.InvariantCulture));
        }

        tokens = Tokenizer.Tokens(text);
        if (Kind == TokenKind.End)
        {
            throw Faults.Invalid("The expression can not be empty;");
        }
    }

    public string ParameterName { get; }

    public Faults Faults { get; }

    /// <summary>The next token's number, counted from 0.</summary>
    public int Position { get; private set; }

    public TokenKind Kind => tokens[Position].Kind;

    public TokenKind FollowingKind => tokens[Math.Min(Position + 1, tokens.Count - 1)].Kind;

    public bool IsWord(string keyword) =>
        Kind == TokenKind.Word && Span.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool TryTake(TokenKind kind)
    {
        if (Kind != kind)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TryTakeWord(string keyword)
    {
        if (!IsWord(keyword))
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Takes the token, which has to be of that kind, and gives its text.</summary>
    public string Take(TokenKind kind)
    {
        if (Kind != kind)
        {
            throw SyntaxError();
        }

        var word = Span.ToString();
        Position++;
        return word;
    }

    public void TakeWord(string keyword)
    {
        if (!TryTakeWord(keyword))
        {
            throw SyntaxError();
        }
    }

    /// <summary>Counts an operator or function: DynamoDB bounds them, and thereby how deep we go.</summary>
    public void CountOperator()
    {
        operators++;
        if (operators > Limits.ExpressionOperatorsMax)
        {
            throw Faults.Invalid($"The expression contains too many operators; operator count: {operators}");
        }
    }

    /// <summary>The next token should not be there. Its neighbours are shown with it.</summary>
    /// <param name="back">How many tokens before the next one the wrong one is.</param>
    public DynamoException SyntaxError(int back = 0)
    {
        Position -= back;
        var from = tokens[Math.Max(0, Position - 1)].Start;
        var to = tokens[Math.Min(Position + 1, tokens.Count - 1)];
        var end = to.Kind == TokenKind.End ? tokens[Math.Max(0, tokens.Count - 2)].End : to.End;
        var token = Kind == TokenKind.End ? "<EOF>" : Span;
        return Faults.Invalid($"Syntax error; token: \"{token}\", near: \"{text.AsSpan(from, end - from)}\"");
    }

    ReadOnlySpan<char> Span
    {
        get
        {
            var token = tokens[Position];
            return text.AsSpan(token.Start, token.End - token.Start);
        }
    }
}
