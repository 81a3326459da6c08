using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>Walks a statement's lexemes, counts its parameters and bounds how deep its terms lie.</summary>
sealed class LexemeReader(string statement)
{
    readonly List<Lexeme> lexemes = Lexer.Read(statement);
    int next;
    int parameters;
    int depth;

    public Lexeme Next => lexemes[next];

    public Lexeme Following => lexemes[Math.Min(next + 1, lexemes.Count - 1)];

    public bool IsAtEnd => Next.Kind == LexemeKind.End;

    public Lexeme Take()
    {
        var taken = Next;
        next = Math.Min(next + 1, lexemes.Count - 1);
        return taken;
    }

    public bool TryTakeKeyword(string word)
    {
        if (!Next.IsKeyword(word))
        {
            return false;
        }

        next++;
        return true;
    }

    public bool TryTakeSymbol(string symbol)
    {
        if (!Next.IsSymbol(symbol))
        {
            return false;
        }

        next++;
        return true;
    }

    /// <summary>Takes a word that is a keyword in this place alone.</summary>
    public bool TryTakeWord(string word)
    {
        if (Next.Kind is not (LexemeKind.Name or LexemeKind.Keyword)
            || !Next.Text.Equals(word, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        next++;
        return true;
    }

    public void TakeSymbol(string symbol, string otherwise)
    {
        if (!TryTakeSymbol(symbol))
        {
            throw Malformed.Statement(otherwise);
        }
    }

    public int CountParameter() => parameters++;

    /// <summary>To be called before going down into a term, with <see cref="Ascend"/> after it.</summary>
    public void Descend()
    {
        depth++;
        if (depth > Limits.StatementDepthMax)
        {
            throw Malformed.Statement("The statement is nested too deeply");
        }
    }

    public void Ascend(int levels = 1) => depth -= levels;
}
