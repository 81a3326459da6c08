using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>Statements: their clauses, in the one order that the grammar has for them.</summary>
sealed class StatementParser
{
    readonly LexemeReader lexemes;
    readonly TermParser terms;

    StatementParser(string text)
    {
        lexemes = new LexemeReader(text);
        terms = new TermParser(lexemes);
    }

    /// <exception cref="DynamoException">The statement is not well formed.</exception>
    public static StatementNode Parse(string text)
    {
        var parser = new StatementParser(text);
        var statement = parser.Statement();
        parser.lexemes.TryTakeSymbol(";");
        return parser.lexemes.IsAtEnd
            ? statement
            : throw Malformed.Statement("Unexpected token after expression");
    }

    StatementNode Statement()
    {
        if (lexemes.Next.IsKeyword("exists") && lexemes.Following.IsSymbol("("))
        {
            return Exists();
        }

        return lexemes.Next switch
        {
            { Kind: LexemeKind.Keyword, Text: "select" } => Select(),
            { Kind: LexemeKind.Keyword, Text: "insert" } => Insert(),
            { Kind: LexemeKind.Keyword, Text: "update" } => Update(),
            { Kind: LexemeKind.Keyword, Text: "delete" } => Delete(),
            { Kind: LexemeKind.Keyword, Text: "from" } => FromFirst(),
            _ => new StatementNode.Bare(terms.Term()),
        };
    }

    StatementNode.Exists Exists()
    {
        lexemes.Take();
        lexemes.Take();
        if (!lexemes.Next.IsKeyword("select"))
        {
            throw Malformed.Statement("Unexpected term");
        }

        var query = Select();
        lexemes.TakeSymbol(")", "Unexpected token");
        return new StatementNode.Exists(query);
    }

    StatementNode.Select Select()
    {
        lexemes.Take();
        var others = new List<Clause>();
        NoteClause("distinct", others);
        lexemes.TryTakeKeyword("all");
        if (lexemes.Next.IsKeyword("value") || lexemes.Next.IsKeyword("pivot"))
        {
            throw DynamoException.Validation("Select projection doesn't support value or pivot keywords");
        }

        var projection = Projection(out var isAliased);
        if (!lexemes.TryTakeKeyword("from"))
        {
            throw Malformed.Statement("Expected FROM after SELECT list");
        }

        var source = From();
        var where = Where();
        NoteClause("group", others, "by");
        NoteClause("having", others);
        var order = OrderBy();
        NoteClause("limit", others);
        NoteClause("offset", others);
        return new StatementNode.Select(
            projection, source with { IsAliased = source.IsAliased || isAliased }, where, order, others);
    }

    List<Node>? Projection(out bool isAliased)
    {
        isAliased = false;
        if (lexemes.Next.IsKeyword("from"))
        {
            throw Malformed.Statement("Cannot have empty SELECT list");
        }

        if (lexemes.TryTakeSymbol("*"))
        {
            return lexemes.Next.IsSymbol(",") ? throw StarWithOthers() : null;
        }

        var projection = new List<Node>();
        do
        {
            if (lexemes.Next.IsSymbol("*"))
            {
                throw StarWithOthers();
            }

            projection.Add(terms.Term());
            isAliased |= TryTakeAlias();
        }
        while (lexemes.TryTakeSymbol(","));
        return projection;
    }

    FromNode From()
    {
        var source = terms.Term();
        var isAliased = TryTakeAlias();
        var isOnly = true;
        while (lexemes.TryTakeSymbol(",") || TryTakeJoin())
        {
            isOnly = false;
            terms.Term();
            isAliased |= TryTakeAlias();
            if (lexemes.TryTakeKeyword("on"))
            {
                terms.Term();
            }
        }

        return new FromNode(source, isAliased, isOnly);
    }

    bool TryTakeJoin()
    {
        if (lexemes.Next.Kind != LexemeKind.Keyword
            || lexemes.Next.Text is not ("join" or "inner" or "left" or "right" or "full" or "outer" or "cross"))
        {
            return false;
        }

        while (!lexemes.TryTakeKeyword("join"))
        {
            if (lexemes.Take().Kind != LexemeKind.Keyword)
            {
                throw Malformed.Statement("Unexpected term");
            }
        }

        return true;
    }

    bool TryTakeAlias()
    {
        if (lexemes.TryTakeKeyword("as"))
        {
            return lexemes.Take().Kind is LexemeKind.Name or LexemeKind.QuotedName
                ? true
                : throw Malformed.Statement("Expected identifier for alias");
        }

        if (lexemes.Next.Kind is not (LexemeKind.Name or LexemeKind.QuotedName))
        {
            return false;
        }

        lexemes.Take();
        return true;
    }

    Node? Where() => lexemes.TryTakeKeyword("where") ? terms.Term() : null;

    List<OrderNode> OrderBy()
    {
        var order = new List<OrderNode>();
        if (!lexemes.TryTakeKeyword("order"))
        {
            return order;
        }

        if (!lexemes.TryTakeKeyword("by"))
        {
            throw Malformed.Statement("Expected BY");
        }

        do
        {
            var key = terms.Term();
            var isDescending = lexemes.TryTakeKeyword("desc");
            order.Add(new OrderNode(key, isDescending));
            if (!isDescending)
            {
                lexemes.TryTakeKeyword("asc");
            }
        }
        while (lexemes.TryTakeSymbol(","));
        return order;
    }

    void NoteClause(string word, List<Clause> others, string? second = null)
    {
        if (!lexemes.TryTakeKeyword(word))
        {
            return;
        }

        if (second is not null && !lexemes.TryTakeKeyword(second))
        {
            throw Malformed.Statement($"Expected {second.ToUpperInvariant()}");
        }

        var name = second is null ? word : $"{word} {second}";
        others.Add(new Clause(name.ToUpperInvariant(), lexemes.Next.At));
        if (word != "distinct")
        {
            do
            {
                terms.Term();
            }
            while (lexemes.TryTakeSymbol(","));
        }
    }

    StatementNode.Insert Insert()
    {
        lexemes.Take();
        if (!lexemes.TryTakeKeyword("into"))
        {
            throw Malformed.Statement("Unexpected keyword");
        }

        var into = terms.SimplePath();
        var isSingle = lexemes.TryTakeKeyword("value");
        return new StatementNode.Insert(into, terms.Term(), isSingle, Returning() is not null);
    }

    StatementNode.Update Update()
    {
        lexemes.Take();
        var table = Target();
        var changes = Changes();
        return new StatementNode.Update(table, changes, Where(), Returning());
    }

    StatementNode.Delete Delete()
    {
        lexemes.Take();
        if (!lexemes.TryTakeKeyword("from"))
        {
            throw Malformed.Statement("Unexpected keyword");
        }

        return new StatementNode.Delete(Target(), Where(), Returning());
    }

    /// <summary>The other way to write an update: FROM, WHERE, and then what is to be changed.</summary>
    StatementNode.Update FromFirst()
    {
        lexemes.Take();
        var table = From();
        var where = Where();
        return new StatementNode.Update(table, Changes(), where, Returning());
    }

    FromNode Target()
    {
        var path = terms.SimplePath();
        return new FromNode(path, TryTakeAlias(), IsOnly: true);
    }

    List<ChangeNode> Changes()
    {
        var changes = new List<ChangeNode>();
        while (true)
        {
            if (lexemes.TryTakeKeyword("set"))
            {
                do
                {
                    var target = terms.SimplePath();
                    lexemes.TakeSymbol("=", "Expected '=' for DML set operation");
                    changes.Add(new ChangeNode(target, terms.Term()));
                }
                while (lexemes.TryTakeSymbol(","));
            }
            else if (lexemes.TryTakeKeyword("remove"))
            {
                changes.Add(new ChangeNode(terms.SimplePath(), null));
            }
            else
            {
                return changes.Count > 0 ? changes : throw Malformed.Statement("Expected data manipulation");
            }
        }
    }

    ReturningNode? Returning()
    {
        if (!lexemes.TryTakeKeyword("returning"))
        {
            return null;
        }

        var isAll = lexemes.TryTakeWord("all");
        if (!isAll && !lexemes.TryTakeWord("modified"))
        {
            throw Malformed.Statement("Expected <ALL> or <MODIFIED> in a returning element");
        }

        var isOld = lexemes.TryTakeWord("old");
        if (!isOld && !lexemes.TryTakeWord("new"))
        {
            throw Malformed.Statement("Expected <OLD> or <NEW> in a returning element");
        }

        lexemes.TakeSymbol("*", "Expected <*> in a returning element");
        return new ReturningNode(isAll, isOld);
    }

    static DynamoException StarWithOthers() => DynamoException.Validation(
        "Other attributes should not be present in the projection when '*' is used.");
}
