namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>
/// Terms, by precedence: OR, AND, NOT, equality with IS and IN, comparison with BETWEEN and LIKE, sums, products.
/// Operators of one precedence bind to the left.
/// </summary>
sealed class TermParser(LexemeReader lexemes)
{
    const int AboveAll = 0;
    const int Not = 30;
    const int Comparison = 50;

    /// <summary>Words that are also the names of functions, where a parenthesis follows.</summary>
    static readonly string[] FunctionKeywords =
    [
        "size", "exists", "count", "sum", "avg", "min", "max", "upper", "lower", "trim", "substring", "char_length",
        "character_length", "cast", "coalesce", "nullif", "extract", "date_add", "date_diff",
    ];

    static readonly string[] OperatorKeywords =
        ["and", "or", "is", "in", "like", "between", "intersect", "except", "union"];

    static readonly string[] TypeNames =
    [
        "missing", "null", "bool", "boolean", "smallint", "int", "int4", "int8", "integer", "float", "real", "double",
        "decimal", "dec", "numeric", "timestamp", "date", "time", "char", "character", "varchar", "string", "symbol",
        "clob", "blob", "struct", "tuple", "list", "sexp", "bag", "any",
    ];

    public Node Term(int precedence = AboveAll)
    {
        lexemes.Descend();
        var left = Prefixed();
        var chain = 0;
        while (PrecedenceOf(lexemes.Next, lexemes.Following) is { } next && next > precedence)
        {
            lexemes.Descend();
            chain++;
            left = Infix(left, next);
        }

        lexemes.Ascend(chain + 1);
        return left;
    }

    /// <summary>A path, of which nothing is known but that it has to be one.</summary>
    public Node.Path SimplePath()
    {
        if (lexemes.Next.Kind is not (LexemeKind.Name or LexemeKind.QuotedName))
        {
            throw Malformed.Statement("Expected identifier for simple path");
        }

        return Path();
    }

    Node Infix(Node left, int precedence)
    {
        var first = lexemes.Take();
        var isNegated = first.IsKeyword("not");
        var operation = isNegated ? lexemes.Take() : first;
        if (operation.IsKeyword("is"))
        {
            return Type(left, operation.At);
        }

        if (lexemes.IsAtEnd)
        {
            throw Malformed.Statement("Missing right-hand side expression of infix operator");
        }

        var node = operation.Text switch
        {
            "between" => Between(left, operation.At),
            "and" or "or" => Several(left, operation, precedence),
            _ => new Node.Operation(operation.Text, [left, Term(precedence)], operation.At),
        };
        return isNegated ? new Node.Operation("not", [node], first.At) : node;
    }

    /// <summary>A row of ANDs or ORs is one term, so that no length of it goes deep.</summary>
    Node.Operation Several(Node left, Lexeme operation, int precedence)
    {
        var operands = new List<Node> { left, Term(precedence) };
        while (lexemes.Next.IsKeyword(operation.Text))
        {
            lexemes.Take();
            if (lexemes.IsAtEnd)
            {
                throw Malformed.Statement("Missing right-hand side expression of infix operator");
            }

            operands.Add(Term(precedence));
        }

        return new Node.Operation(operation.Text, [.. operands], operation.At);
    }

    Node.Operation Between(Node value, Place at)
    {
        var lower = Term(Comparison);
        if (!lexemes.TryTakeKeyword("and"))
        {
            throw Malformed.Statement("Expected AND after BETWEEN");
        }

        return new Node.Operation("between", [value, lower, Term(Comparison)], at);
    }

    Node Type(Node value, Place at)
    {
        var isNegated = lexemes.TryTakeKeyword("not");
        var type = lexemes.Next;
        var name = type.Text.ToLowerInvariant();
        if (type.Kind is not (LexemeKind.Keyword or LexemeKind.Name) || !TypeNames.Contains(name))
        {
            throw Malformed.Statement("Expected type name");
        }

        lexemes.Take();
        _ = (name == "double" && lexemes.TryTakeKeyword("precision"))
            || (name is "character" or "char" && lexemes.TryTakeKeyword("varying"));
        var node = new Node.Is(value, name, at);
        return isNegated ? new Node.Operation("not", [node], at) : node;
    }

    Node Prefixed()
    {
        var first = lexemes.Next;
        if (lexemes.TryTakeKeyword("not"))
        {
            return new Node.Operation("not", [Term(Not)], first.At);
        }

        if (!first.IsSymbol("-") && !first.IsSymbol("+"))
        {
            return Operand();
        }

        lexemes.Take();
        lexemes.Descend();
        var operand = Prefixed();
        lexemes.Ascend();
        return operand is Node.Number number
            ? first.Text == "+" ? number : number with { Digits = Negated(number.Digits) }
            : new Node.Operation(first.Text, [operand], first.At);
    }

    static string Negated(string digits) => digits is ['-', ..] ? digits[1..] : "-" + digits;

    Node Operand()
    {
        var first = lexemes.Next;
        switch (first.Kind)
        {
            case LexemeKind.Text:
                return new Node.Text(lexemes.Take().Text, first.At);
            case LexemeKind.Number:
                return new Node.Number(lexemes.Take().Text, first.At);
            case LexemeKind.Parameter:
                lexemes.Take();
                return new Node.Parameter(lexemes.CountParameter(), first.At);
            case LexemeKind.Name when lexemes.Following.IsSymbol("("):
                return Call();
            case LexemeKind.Name or LexemeKind.QuotedName:
                return Path();
            case LexemeKind.Keyword:
                return Word(first);
            case LexemeKind.Symbol:
                return Bracketed(first);
            default:
                throw Malformed.Statement("Unexpected term");
        }
    }

    Node Word(Lexeme word)
    {
        switch (word.Text)
        {
            case "true" or "false":
                lexemes.Take();
                return new Node.Truth(word.Text == "true", word.At);
            case "null":
                lexemes.Take();
                return new Node.Null(word.At);
            case "missing":
                lexemes.Take();
                return new Node.Missing(word.At);
            case "from" or "update" or "remove" or "set" or "insert" or "delete":
                throw Malformed.Statement("Expected data manipulation");
            case var function when lexemes.Following.IsSymbol("(") && FunctionKeywords.Contains(function):
                return Call();
            case var operation when OperatorKeywords.Contains(operation):
                throw Malformed.Statement("Unexpected operator");
            default:
                throw Malformed.Statement("Unexpected keyword");
        }
    }

    Node Bracketed(Lexeme symbol)
    {
        switch (symbol.Text)
        {
            case "(":
                lexemes.Take();
                var inner = Elements(")");
                return inner.Length == 1 ? inner[0] : new Node.List(inner, symbol.At);
            case "[":
                lexemes.Take();
                return new Node.List(Elements("]"), symbol.At);
            case "<<":
                lexemes.Take();
                return new Node.Bag(Elements(">>"), symbol.At);
            case "{":
                lexemes.Take();
                return Tuple(symbol.At);
            case "=" or "<" or ">" or "<>" or "<=" or ">=" or "!=" or "||" or "/" or "%":
                throw Malformed.Statement("Unexpected operator");
            default:
                throw Malformed.Statement("Unexpected term");
        }
    }

    Node[] Elements(string end)
    {
        var elements = new List<Node>();
        if (end != ")" && lexemes.TryTakeSymbol(end))
        {
            return [];
        }

        do
        {
            elements.Add(Term());
        }
        while (lexemes.TryTakeSymbol(","));
        lexemes.TakeSymbol(end, "Unexpected token");
        return [.. elements];
    }

    Node.Tuple Tuple(Place at)
    {
        var members = new List<(Node, Node)>();
        if (lexemes.TryTakeSymbol("}"))
        {
            return new Node.Tuple([], at);
        }

        do
        {
            var name = Term();
            lexemes.TakeSymbol(":", "Unexpected token");
            members.Add((name, Term()));
        }
        while (lexemes.TryTakeSymbol(","));
        lexemes.TakeSymbol("}", "Unexpected token");
        return new Node.Tuple([.. members], at);
    }

    Node.Call Call()
    {
        var name = lexemes.Take();
        lexemes.Take();
        var isEmpty = lexemes.TryTakeSymbol(")");
        var isStar = !isEmpty && lexemes.TryTakeSymbol("*");
        if (isStar)
        {
            lexemes.TakeSymbol(")", "Unexpected token");
        }

        return new Node.Call(name.Text.ToLowerInvariant(), isEmpty || isStar ? [] : Elements(")"), name.At);
    }

    Node.Path Path()
    {
        var first = lexemes.Take();
        var parts = new List<PathPart> { new(first.Text, null) };
        while (true)
        {
            if (lexemes.TryTakeSymbol("."))
            {
                parts.Add(new PathPart(NameAfterDot(), null));
            }
            else if (lexemes.TryTakeSymbol("["))
            {
                parts.Add(new PathPart(null, Term()));
                lexemes.TakeSymbol("]", "Unexpected token");
            }
            else
            {
                return new Node.Path([.. parts], first.At);
            }
        }
    }

    string NameAfterDot() => lexemes.Next.Kind is LexemeKind.Name or LexemeKind.QuotedName
        ? lexemes.Take().Text
        : throw Malformed.Statement(
            "Invalid path dot component in this operation, expecting either an IDENTIFIER or STAR.");

    /// <summary>How strongly the operator that comes next binds; null where none comes.</summary>
    static int? PrecedenceOf(Lexeme next, Lexeme following) => next switch
    {
        { Kind: LexemeKind.Keyword, Text: "or" } => 10,
        { Kind: LexemeKind.Keyword, Text: "and" } => 20,
        { Kind: LexemeKind.Keyword, Text: "is" or "in" } => 40,
        { Kind: LexemeKind.Symbol, Text: "=" or "<>" or "!=" } => 40,
        { Kind: LexemeKind.Keyword, Text: "between" or "like" } => Comparison,
        { Kind: LexemeKind.Keyword, Text: "not" } when following.IsKeyword("in") => 40,
        { Kind: LexemeKind.Keyword, Text: "not" } when following.IsKeyword("between") || following.IsKeyword("like") =>
            Comparison,
        { Kind: LexemeKind.Symbol, Text: "<" or "<=" or ">" or ">=" } => Comparison,
        { Kind: LexemeKind.Symbol, Text: "+" or "-" or "||" } => 60,
        { Kind: LexemeKind.Symbol, Text: "*" or "/" or "%" } => 70,
        _ => null,
    };
}
