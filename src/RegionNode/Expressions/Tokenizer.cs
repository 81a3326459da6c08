namespace GlobalTables.RegionNode.Expressions;

enum TokenKind
{
    End,
    Word,
    NamePlaceholder,
    ValuePlaceholder,
    Number,
    Comma,
    Dot,
    OpenBracket,
    CloseBracket,
    OpenParenthesis,
    CloseParenthesis,
    Plus,
    Minus,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Unknown,
}

/// <summary>A token and where it stands in the text.</summary>
readonly record struct Token(TokenKind Kind, int Start, int End);

/// <summary>Text to tokens. It refuses nothing: what is no token is <see cref="TokenKind.Unknown"/>.</summary>
static class Tokenizer
{
    /// <summary>The tokens of the text, the last one being the end.</summary>
    public static List<Token> Tokens(string text)
    {
        var tokens = new List<Token>((text.Length / 4) + 2);
        var at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n')
            {
                at++;
            }

            var (kind, length) = TokenAt(text.AsSpan(at));
            tokens.Add(new Token(kind, at, at + length));
            if (kind == TokenKind.End)
            {
                return tokens;
            }

            at += length;
        }
    }

    /// <summary>True for <c>#name</c> or <c>:name</c>, with that first character.</summary>
    public static bool IsPlaceholder(string text, char first) =>
        text.Length > 1 && text[0] == first && WordLength(text.AsSpan(1)) == text.Length - 1;

    static (TokenKind Kind, int Length) TokenAt(ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0)
        {
            return (TokenKind.End, 0);
        }

        var next = rest.Length > 1 ? rest[1] : '\0';
        return rest[0] switch
        {
            ',' => (TokenKind.Comma, 1),
            '.' => (TokenKind.Dot, 1),
            '[' => (TokenKind.OpenBracket, 1),
            ']' => (TokenKind.CloseBracket, 1),
            '(' => (TokenKind.OpenParenthesis, 1),
            ')' => (TokenKind.CloseParenthesis, 1),
            '+' => (TokenKind.Plus, 1),
            '-' => (TokenKind.Minus, 1),
            '=' => (TokenKind.Equal, 1),
            '<' when next == '>' => (TokenKind.NotEqual, 2),
            '<' when next == '=' => (TokenKind.LessOrEqual, 2),
            '<' => (TokenKind.Less, 1),
            '>' when next == '=' => (TokenKind.GreaterOrEqual, 2),
            '>' => (TokenKind.Greater, 1),
            '#' when IsWordPart(next) => (TokenKind.NamePlaceholder, 1 + WordLength(rest[1..])),
            ':' when IsWordPart(next) => (TokenKind.ValuePlaceholder, 1 + WordLength(rest[1..])),
            >= '0' and <= '9' => (TokenKind.Number, WordLength(rest)),
            _ when IsWordPart(rest[0]) => (TokenKind.Word, WordLength(rest)),
            _ => (TokenKind.Unknown, 1),
        };
    }

    static bool IsWordPart(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && IsWordPart(text[length]))
        {
            length++;
        }

        return length;
    }
}
