using System.Globalization;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>Reads paths, values and function calls, which all expressions share, and gathers them.</summary>
sealed class OperandParser(TokenReader tokens)
{
    readonly List<PathSyntax> paths = [];
    readonly List<string> values = [];

    public Syntax<TRoot> Finish<TRoot>(TRoot root) => new(root, [.. paths], [.. values]);

    /// <summary>A path; answers its place among the paths.</summary>
    public int Path()
    {
        var steps = new List<PathStep> { Name() };
        while (true)
        {
            if (tokens.TryTake(TokenKind.Dot))
            {
                steps.Add(Name());
            }
            else if (tokens.TryTake(TokenKind.OpenBracket))
            {
                steps.Add(new PathStep(null, Index()));
                tokens.Take(TokenKind.CloseBracket);
            }
            else
            {
                paths.Add(new PathSyntax([.. steps]));
                return paths.Count - 1;
            }
        }
    }

    /// <summary>A value placeholder; answers its place among the values.</summary>
    public int Value()
    {
        values.Add(tokens.Take(TokenKind.ValuePlaceholder));
        return values.Count - 1;
    }

    /// <summary>An operand without parentheses around it; the caller says how arguments are read.</summary>
    public Operand Bare(Func<Operand> argument) => tokens.Kind switch
    {
        TokenKind.ValuePlaceholder => new Operand.Value(Value()),
        TokenKind.Word when tokens.FollowingKind == TokenKind.OpenParenthesis => Call(argument),
        _ => new Operand.Path(Path()),
    };

    Operand.Call Call(Func<Operand> argument)
    {
        tokens.CountOperator();
        var name = tokens.Take(TokenKind.Word);
        tokens.Take(TokenKind.OpenParenthesis);
        var arguments = new List<Operand> { argument() };
        while (tokens.TryTake(TokenKind.Comma))
        {
            arguments.Add(argument());
        }

        tokens.Take(TokenKind.CloseParenthesis);
        return new Operand.Call(FunctionNamed(name), name, [.. arguments]);
    }

    PathStep Name()
    {
        if (tokens.Kind == TokenKind.NamePlaceholder)
        {
            return new PathStep(tokens.Take(TokenKind.NamePlaceholder), -1);
        }

        var name = tokens.Take(TokenKind.Word);
        if (ReservedWords.Has(name))
        {
            tokens.Faults.Note(
                Fault.ReservedWord, $"Attribute name is a reserved keyword; reserved keyword: {name}");
        }

        return new PathStep(name, -1);
    }

    int Index()
    {
        var text = tokens.Take(TokenKind.Number);
        if (!text.All(char.IsAsciiDigit))
        {
            throw tokens.SyntaxError(back: 1);
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw tokens.Faults.Invalid($"List index is not within the allowable range; index: [{text}]");
    }

    /// <summary>Function names, unlike keywords, are case-sensitive.</summary>
    static Function FunctionNamed(string name) => name switch
    {
        "attribute_exists" => Function.AttributeExists,
        "attribute_not_exists" => Function.AttributeNotExists,
        "attribute_type" => Function.AttributeType,
        "begins_with" => Function.BeginsWith,
        "contains" => Function.Contains,
        "size" => Function.Size,
        "if_not_exists" => Function.IfNotExists,
        "list_append" => Function.ListAppend,
        _ => Function.Unknown,
    };
}
