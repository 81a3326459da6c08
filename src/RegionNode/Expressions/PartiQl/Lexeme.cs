namespace GlobalTables.RegionNode.Expressions.PartiQl;

enum LexemeKind
{
    End,

    /// <summary>A name without quotes.</summary>
    Name,

    /// <summary>A name in double quotes: never a keyword.</summary>
    QuotedName,

    /// <summary>A word of the language; its text is in lower case.</summary>
    Keyword,
    Text,
    Number,
    Parameter,
    Symbol,
}

/// <param name="Text">What it says, without quotes.</param>
readonly record struct Lexeme(LexemeKind Kind, string Text, Place At)
{
    public bool IsKeyword(string word) => Kind == LexemeKind.Keyword && Text == word;

    public bool IsSymbol(string symbol) => Kind == LexemeKind.Symbol && Text == symbol;
}
