using System.Globalization;
using System.Text;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>A statement's text to its lexemes; comments and white space are left out.</summary>
ref struct Lexer(string text)
{
    static readonly string[] Symbols =
    [
        "<<", ">>", "<>", "<=", ">=", "!=", "||", "(", ")", "[", "]", "{", "}", ",", ".", ":", ";", "=", "<", ">",
        "+", "-", "*", "/", "%", "@",
    ];

    readonly string text = text;
    readonly List<Lexeme> lexemes = new((text.Length / 4) + 2);
    int at;
    int line = 1;
    int lineStart;

    /// <summary>The lexemes, the last one being the end.</summary>
    /// <exception cref="DynamoException">Something is no lexeme.</exception>
    public static List<Lexeme> Read(string statement)
    {
        var lexer = new Lexer(statement);
        lexer.Run();
        return lexer.lexemes;
    }

    void Run()
    {
        while (true)
        {
            SkipBlanks();
            if (at == text.Length)
            {
                Add(LexemeKind.End, "", at);
                return;
            }

            Next();
        }
    }

    void Next()
    {
        var start = at;
        switch (text[at])
        {
            case '\'':
                Add(LexemeKind.Text, Quoted('\''), start);
                break;
            case '"':
                Add(LexemeKind.QuotedName, Quoted('"'), start);
                break;
            case '?':
                at++;
                Add(LexemeKind.Parameter, "?", start);
                break;
            case '.' when IsDigit(at + 1):
            case >= '0' and <= '9':
                Add(LexemeKind.Number, Number(), start);
                break;
            case var first when IsNameStart(first):
                while (at < text.Length && (IsNameStart(text[at]) || char.IsAsciiDigit(text[at])))
                {
                    at++;
                }

                var word = text[start..at];
                var isKeyword = Keywords.Has(word);
                var kind = isKeyword ? LexemeKind.Keyword : LexemeKind.Name;
                Add(kind, isKeyword ? word.ToLowerInvariant() : word, start);
                break;
            default:
                var symbol = SymbolHere();
                at += symbol.Length;
                Add(LexemeKind.Symbol, symbol, start);
                break;
        }
    }

    void Add(LexemeKind kind, string said, int start) =>
        lexemes.Add(new Lexeme(kind, said, new Place(line, start - lineStart + 1, at - start)));

    void SkipBlanks()
    {
        while (at < text.Length)
        {
            if (text[at] == '\n')
            {
                at++;
                (line, lineStart) = (line + 1, at);
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text.AsSpan(at).StartsWith("--", StringComparison.Ordinal))
            {
                var end = text.AsSpan(at).IndexOf('\n');
                at = end < 0 ? text.Length : at + end;
            }
            else if (text.AsSpan(at).StartsWith("/*", StringComparison.Ordinal))
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    void SkipComment()
    {
        var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Malformed.Unreadable();
        }

        CountLines(at, end);
        at = end + 2;
    }

    void CountLines(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (text[i] == '\n')
            {
                (line, lineStart) = (line + 1, i + 1);
            }
        }
    }

    /// <summary>What is between quotes; a quote inside is doubled.</summary>
    string Quoted(char quote)
    {
        var said = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != quote)
            {
                said.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                said.Append(quote);
                at++;
            }
            else
            {
                at++;
                return said.ToString();
            }
        }

        throw Malformed.Unreadable();
    }

    /// <summary>Digits, perhaps with a point and an exponent; both the exponent and the scale fit 32 bits.</summary>
    string Number()
    {
        var start = at;
        SkipDigits();
        var behindPoint = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            behindPoint = SkipDigits();
        }

        var exponent = 0L;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var sign = at + 1;
            var digits = sign < text.Length && text[sign] is '+' or '-' ? sign + 1 : sign;
            at = digits;
            if (SkipDigits() == 0
                || !long.TryParse(text.AsSpan(sign, at - sign), CultureInfo.InvariantCulture, out exponent))
            {
                throw Malformed.Unreadable();
            }
        }

        var isWord = at < text.Length && IsNameStart(text[at]);
        return isWord || (int)exponent != exponent || (int)(behindPoint - exponent) != behindPoint - exponent
            ? throw Malformed.Unreadable()
            : text[start..at];
    }

    int SkipDigits()
    {
        var start = at;
        while (IsDigit(at))
        {
            at++;
        }

        return at - start;
    }

    readonly bool IsDigit(int position) => position < text.Length && char.IsAsciiDigit(text[position]);

    readonly string SymbolHere()
    {
        foreach (var symbol in Symbols)
        {
            if (text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal))
            {
                return symbol;
            }
        }

        throw Malformed.Unreadable();
    }

    static bool IsNameStart(char character) => char.IsLetter(character) || character is '_' or '$';
}
